import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { bootstrap } from '../guest/bootstrap.ts';
import type { Cell, Realm } from './cell.ts';

/** One instance of the engine; its memory refuses to grow beyond `limitMb` and says so in `refused`. */
export type QuickJsModule = {
  readonly quickjs: QuickJSWASMModule;
  readonly bytes: () => number;
  limitMb: number;
  refused: boolean;
};

/**
 * Writing a value as JSON, this engine compares each part with all it stands in, and ends not by its own stack but by the worker's. Deeper than any
 * limit may be, and far from both.
 */
const DEEPEST = 1000;
const TEXTS = { plain: bootstrap(false, DEEPEST), metered: bootstrap(true, DEEPEST) };
/** Asked before any program runs: what it takes for granted cannot be changed any more. */
const QUOTE =
  '((stringify, slice) => (text) => stringify(slice(text, 0, 2000)))(JSON.stringify, Function.prototype.call.bind(String.prototype.slice))';

/** Reached before the worker's own stack ends, which `--stack-size` sets (infra/sandbox/launch.ts): some 6,000 plain calls. */
const STACK_BYTES = 1024 * 1024;
/** Realms leave holes in the memory: after this many the instance is replaced. */
const REALMS_PER_CELL = 1_000;

/** One QuickJS in WebAssembly memory of its own. An instance that once ran out of memory is broken and not used again. */
export class QuickJsCell implements Cell {
  readonly memoryMb: number;
  readonly #module: QuickJsModule;
  readonly #free: (module: QuickJsModule) => void;
  readonly #runtimes = new Set<QuickJSRuntime>();
  #given = 0;
  #disposed = false;
  #broken = false;

  constructor(module: QuickJsModule, memoryMb: number, free: (module: QuickJsModule) => void) {
    this.memoryMb = memoryMb;
    this.#module = module;
    this.#free = free;
    module.limitMb = memoryMb;
    module.refused = false;
  }

  get fresh(): boolean {
    return this.#given <= 1;
  }

  get spent(): boolean {
    return this.#disposed || this.#given >= REALMS_PER_CELL;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Its memory never shrinks: the most that any program of this instance needed. */
  get heldBytes(): number {
    return this.#module.bytes();
  }

  /** A realm takes a third of a millisecond here: none is kept in store. */
  prepareSpare(): void {}

  realm(metered: boolean): Realm {
    this.#given += 1;
    const deadline = { at: Infinity, passed: false };
    const runtime = this.#module.quickjs.newRuntime();
    this.#runtimes.add(runtime);
    runtime.setMaxStackSize(STACK_BYTES);
    runtime.setInterruptHandler(() => (deadline.passed ||= performance.now() > deadline.at));
    const context = runtime.newContext();
    /** Whatever goes wrong inside the engine shows as an exception here: time, memory, or the engine itself. */
    const timed = <T>(timeout: number, act: () => T): T => {
      if (this.#disposed) throw new Error('the realm was disposed');
      deadline.passed = false;
      deadline.at = performance.now() + timeout;
      let thrown: unknown;
      let value: T | undefined;
      try {
        value = act();
      } catch (error) {
        thrown = error;
        this.#broken ||=
          error instanceof Error &&
          !(error instanceof Thrown) &&
          (error.name === 'RuntimeError' || error instanceof RangeError);
      }
      // Which of the walls it hit is not for the guest to say, so its own errors are looked at last.
      if (deadline.passed) throw new Error('script execution timed out');
      if (this.#module.refused || this.#broken) {
        this.#broken = true;
        this.dispose();
        throw new Error('beyond the memory limit');
      }
      if (thrown !== undefined) throw thrown;
      return value as T;
    };
    const settle = (): void => {
      const { error } = runtime.executePendingJobs();
      error?.dispose();
    };
    /** What was left behind may have spent the fuel; nobody hears of that from a promise. */
    const spent = (): boolean => {
      const answer = context.callFunction(ask, context.undefined, context.newNumber(2));
      return textOf(context, quote, answer) === 'yes';
    };
    const [quote, ask] = timed(Infinity, () =>
      [QUOTE, TEXTS[metered ? 'metered' : 'plain']].map((code) =>
        context.unwrapResult(context.evalCode(code, 'bootstrap.js')),
      ),
    ) as [QuickJSHandle, QuickJSHandle];
    return {
      ask: ({ timeout }, ...question) =>
        timed(timeout, () => {
          const given = question.map((part) => handleOf(context, part));
          const answer = context.callFunction(ask, context.undefined, ...given);
          for (const handle of given) handle.dispose();
          const text = textOf(context, quote, answer);
          if (!runtime.hasPendingJob()) return text;
          settle();
          if (metered && spent()) throw new Error('out of fuel');
          return text;
        }),
      run: (code, timeout) =>
        timed(timeout, () => {
          const result = context.evalCode(code, 'program.js');
          if (result.error) throw failureOf(context, quote, result.error);
          const value: unknown = context.dump(result.value);
          result.value.dispose();
          settle();
          return value;
        }),
      release: () => {
        if (this.#disposed) return;
        this.#freeRealm(runtime, () => {
          quote.dispose();
          ask.dispose();
          context.dispose();
        });
      },
    };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    // Realms that are still held make the engine's own clearing up fail, so only an empty instance is used again.
    if (!this.#broken && this.#runtimes.size === 0) this.#free(this.#module);
  }

  #freeRealm(runtime: QuickJSRuntime, handles: () => void): void {
    try {
      handles();
      runtime.dispose();
      this.#runtimes.delete(runtime);
    } catch {
      this.#broken = true;
      this.dispose();
    }
  }
}

function handleOf(context: QuickJSContext, part: string | number | boolean | null): QuickJSHandle {
  if (typeof part === 'string') return context.newString(part);
  if (typeof part === 'number') return context.newNumber(part);
  return part === null ? context.null : part ? context.true : context.false;
}

type Answer = ReturnType<QuickJSContext['callFunction']>;

function textOf(context: QuickJSContext, quote: QuickJSHandle, answer: Answer): string {
  if (answer.error) throw failureOf(context, quote, answer.error);
  const text = context.getString(answer.value);
  answer.value.dispose();
  return text;
}

/** An error of the program, whatever it calls itself. */
class Thrown extends Error {}

/** What the guest threw, in the form isolated-vm gives it: an error by name and message, else the value. */
function failureOf(context: QuickJSContext, quote: QuickJSHandle, thrown: QuickJSHandle): unknown {
  const kind = context.typeof(thrown);
  /** As JSON, because a text leaves the engine up to its first zero, and half a character as three. */
  const wholeText = (value: QuickJSHandle): string => {
    const quoted = context.callFunction(quote, context.undefined, value);
    if (quoted.error) {
      quoted.error.dispose();
      return '';
    }
    const json = context.getString(quoted.value);
    quoted.value.dispose();
    return (JSON.parse(json) as string).toWellFormed();
  };
  const read = (name: string): string => {
    const value = context.getProp(thrown, name);
    const text = context.typeof(value) === 'string' ? wholeText(value) : '';
    value.dispose();
    return text;
  };
  try {
    if (kind === 'string') return wholeText(thrown);
    if (kind !== 'object' && kind !== 'function') return context.dump(thrown) as unknown;
    const error = new Thrown(read('message'));
    error.name = read('name') || 'Error';
    return error;
  } finally {
    thrown.dispose();
  }
}
