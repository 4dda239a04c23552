import type { Context, Isolate, Reference, Script } from 'isolated-vm';
import { bootstrap } from '../guest/bootstrap.ts';

export type IsolateMaker = new (options: { memoryLimit: number }) => Isolate;
/** Asks the harness within a time limit; see `Ask` in guest/harness.ts for the questions. */
export type TimedAsk = (
  limit: { readonly timeout: number },
  ...question: (string | number | boolean | null)[]
) => string;
/** `release` it when done: a forgotten reference keeps a whole context alive. */
export type Realm = { readonly context: Context; readonly ask: TimedAsk; readonly release: () => void };

const TEXTS = { plain: bootstrap(false), metered: bootstrap(true) };
type Kind = keyof typeof TEXTS;

/** Contexts leave garbage that only a full collection frees: after this many the isolate is replaced. */
const CONTEXTS_PER_ISOLATE = 5_000;

/** One V8 isolate with a memory limit, giving fresh prepared realms. */
export class Cell {
  readonly memoryMb: number;
  readonly isolate: Isolate;
  readonly #scripts: Partial<Record<Kind, Script>> = {};
  #spare: { kind: Kind; realm: Realm } | null = null;
  #last: Kind = 'plain';
  #given = 0;

  constructor(Maker: IsolateMaker, memoryMb: number) {
    this.memoryMb = memoryMb;
    this.isolate = new Maker({ memoryLimit: Math.max(8, memoryMb) });
  }

  /** A fresh realm; `release` it when done. */
  realm(metered: boolean): Realm {
    const kind = metered ? 'metered' : 'plain';
    this.#last = kind;
    this.#given += 1;
    const spare = this.#spare;
    if (spare?.kind !== kind) return this.#make(kind);
    this.#spare = null;
    return spare.realm;
  }

  /** Prepares the next realm while nobody waits. */
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

  /** Bytes of the heap and of buffers it holds now. The engine gives back late, so after a call this is near the call's peak. */
  get heldBytes(): number {
    const { total_heap_size, externally_allocated_size } = this.isolate.getHeapStatisticsSync();
    return total_heap_size + externally_allocated_size;
  }

  /** No program has run here yet, so nothing but the program itself can have filled the memory. */
  get fresh(): boolean {
    return this.#given <= 1;
  }

  get spent(): boolean {
    return this.isolate.isDisposed || this.#given >= CONTEXTS_PER_ISOLATE;
  }

  dispose(): void {
    if (!this.isolate.isDisposed) this.isolate.dispose();
  }

  #make(kind: Kind): Realm {
    const script = (this.#scripts[kind] ??= this.isolate.compileScriptSync(TEXTS[kind]));
    const context = this.isolate.createContextSync();
    const ask = script.runSync(context, { reference: true }) as unknown as Reference;
    return {
      context,
      ask: (limit, ...question) => ask.applySync(undefined, question, limit) as string,
      release: () => {
        ask.release();
        context.release();
      },
    };
  }
}
