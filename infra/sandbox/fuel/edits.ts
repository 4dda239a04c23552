/** Text to be inserted; it may be completed after it was placed. */
export type Slot = { text: string };

/**
 * Insertions into a source by offset. At one offset, what closes comes before what opens, and both keep the order in which they were
 * asked for: outer openings first, inner closings first.
 */
export class Edits {
  readonly #at = new Map<number, { close: string; readonly open: Slot[] }>();

  open(offset: number, text = ''): Slot {
    const slot = { text };
    this.#edit(offset).open.push(slot);
    return slot;
  }

  close(offset: number, text: string): void {
    this.#edit(offset).close += text;
  }

  apply(source: string): string {
    let code = '';
    let from = 0;
    for (const [offset, { close, open }] of [...this.#at].sort(([a], [b]) => a - b)) {
      code += source.slice(from, offset) + close;
      for (const slot of open) code += slot.text;
      from = offset;
    }
    return code + source.slice(from);
  }

  #edit(offset: number): { close: string; readonly open: Slot[] } {
    let found = this.#at.get(offset);
    if (found === undefined) this.#at.set(offset, (found = { close: '', open: [] }));
    return found;
  }
}
