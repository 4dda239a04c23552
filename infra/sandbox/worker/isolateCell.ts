import type { Isolate, Reference, Script } from 'isolated-vm';
import { bootstrap } from '../guest/bootstrap.ts';
import type { Cell, Realm } from './cell.ts';

export type IsolateMaker = new (options: { memoryLimit: number }) => Isolate;

const TEXTS = { plain: bootstrap(false), metered: bootstrap(true) };
type Kind = keyof typeof TEXTS;

/** Contexts leave garbage that only a full collection frees: after this many the isolate is replaced. */
const CONTEXTS_PER_ISOLATE = 5_000;

/** One V8 isolate with a memory limit. */
export class IsolateCell implements Cell {
  readonly memoryMb: number;
  readonly #isolate: Isolate;
  readonly #scripts: Partial<Record<Kind, Script>> = {};
  #spare: { kind: Kind; realm: Realm } | null = null;
  #last: Kind = 'plain';
  #given = 0;

  constructor(Maker: IsolateMaker, memoryMb: number) {
    this.memoryMb = memoryMb;
    this.#isolate = new Maker({ memoryLimit: Math.max(8, memoryMb) });
  }

  realm(metered: boolean): Realm {
    const kind = metered ? 'metered' : 'plain';
    this.#last = kind;
    this.#given += 1;
    const spare = this.#spare;
    if (spare?.kind !== kind) return this.#make(kind);
    this.#spare = null;
    return spare.realm;
  }

  prepareSpare(): void {
    if (this.#spare?.kind === this.#last || this.spent) return;
    this.#spare?.realm.release();
    this.#spare = null;
    try {
      this.#spare = { kind: this.#last, realm: this.#make(this.#last) };
    } catch {
      // The memory is full: whoever comes next gets a new isolate.
      this.dispose();
    }
  }

  get fresh(): boolean {
    return this.#given <= 1;
  }

  get spent(): boolean {
    return this.disposed || this.#given >= CONTEXTS_PER_ISOLATE;
  }

  get disposed(): boolean {
    return this.#isolate.isDisposed;
  }

  get heldBytes(): number {
    const { total_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
    return total_heap_size + externally_allocated_size;
  }

  dispose(): void {
    if (!this.disposed) this.#isolate.dispose();
  }

  #make(kind: Kind): Realm {
    const script = (this.#scripts[kind] ??= this.#isolate.compileScriptSync(TEXTS[kind]));
    const context = this.#isolate.createContextSync();
    const ask = script.runSync(context, { reference: true }) as unknown as Reference;
    return {
      ask: (limit, ...question) => ask.applySync(undefined, question, limit) as string,
      run: (code, timeout) =>
        this.#isolate
          .compileScriptSync(code, { filename: 'program.js' })
          .runSync(context, { timeout, release: true }) as unknown,
      release: () => {
        if (this.disposed) return;
        ask.release();
        context.release();
      },
    };
  }
}
