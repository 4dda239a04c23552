export type Scored = { readonly id: string; readonly score: number };

/** Higher scores first, equal ones in the order of ids. */
export function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The best few of many, without sorting the many: a heap whose root is the worst of those kept. */
export class Best<T extends Scored> {
  readonly #limit: number;
  readonly #heap: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether something with this score could still come in; cheap, so that most need not even be made. */
  takes(score: number): boolean {
    return this.#heap.length < this.#limit || (this.#limit > 0 && score >= this.#heap[0]!.score);
  }

  add(item: T): void {
    const heap = this.#heap;
    if (heap.length < this.#limit) {
      heap.push(item);
      this.#rise(heap.length - 1);
    } else if (this.#limit > 0 && byScore(item, heap[0]!) < 0) {
      heap[0] = item;
      this.#sink();
    }
  }

  /** Best first. */
  sorted(): T[] {
    return this.#heap.toSorted(byScore);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (byScore(heap[at]!, heap[parent]!) <= 0) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && byScore(heap[child]!, heap[worst]!) > 0) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  }
}
