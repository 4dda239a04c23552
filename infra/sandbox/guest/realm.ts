import type { Meter } from '../fuel/meter.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

/** The harness inside the guest's realm. `ask` is the only reference the worker holds. */
export type Realm = {
  readonly entry: (value: unknown) => string;
  readonly mark: (index: number) => void;
  readonly cover: <T>(counters: T) => T;
  readonly link: (meter: Meter) => void;
  readonly ask: (op: Op, a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown) => string;
};

/** `begin`: before the program is loaded. `call`: one call. `settle`: after a call that answered with a promise. */
export type Op = 'begin' | 'call' | 'settle' | 'stopped' | 'coverage';

/**
 * Runs INSIDE the guest's realm before its code (its text is part of the bootstrap, so it must refer to nothing outside itself):
 * removes what is not pure, fixes clock and randomness, and turns results and thrown values into bounded strings within the timed call.
 * An answer is `tag fuel \n marks \n payload`. Tags: `v` value, `e` error (`length,name message`), `f` fuel, `o` output too long, `d` too deep,
 * `p` promise pending, `b` the input is not what the job says.
 */
export function realm(global: Holder, now: number): Realm {
  const { apply, construct, defineProperty, getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { isArray } = Array;
  const { parse, stringify } = JSON;
  const { slice } = String.prototype;
  const { isPrototypeOf } = Object.prototype;
  const { then } = Promise.prototype;
  const PromisePrototype = Promise.prototype;
  const text = String;
  const Bytes = Uint8Array;
  const hide = (holder: object, name: string, value: unknown): void => {
    defineProperty(holder, name, { value, writable: true, enumerable: false, configurable: true });
  };

  for (const name of [
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
    'console',
    'WeakRef',
    'FinalizationRegistry',
    'Temporal',
  ]) {
    delete global[name];
  }
  (Error as unknown as { stackTraceLimit: number }).stackTraceLimit = 0;

  // Code from strings would run uncounted: eval and every Function constructor refuse.
  const refuse = (name: string): Call => {
    const named = {
      [name]: function () {
        throw new EvalError('code from strings is not available in the sandbox');
      },
    };
    return named[name] as unknown as Call;
  };
  hide(global, 'eval', refuse('eval'));
  const sources = [function () {}, function* () {}, async function () {}, async function* () {}];
  for (const source of sources) {
    const prototype = getPrototypeOf(source) as object;
    const native = (prototype as { constructor: { name: string } }).constructor;
    const refusing = refuse(native.name);
    defineProperty(refusing, 'prototype', { value: prototype, writable: false });
    defineProperty(prototype, 'constructor', {
      value: refusing,
      writable: true,
      enumerable: false,
      configurable: true,
    });
    if (native.name === 'Function') hide(global, 'Function', refusing);
  }
  const functionText = {
    toString(this: unknown) {
      if (typeof this !== 'function')
        throw new TypeError("Function.prototype.toString requires that 'this' be a Function");
      return 'function () { [native code] }';
    },
  };
  hide(Function.prototype, 'toString', functionText.toString);

  const NativeDate = Date;
  const FixedDate = function Date(...args: unknown[]): unknown {
    if (new.target === undefined) return new NativeDate(now).toString();
    return construct(NativeDate, args.length === 0 ? [now] : args, new.target) as unknown;
  };
  for (const name of ['parse', 'UTC'] as const) hide(FixedDate, name, NativeDate[name]);
  hide(FixedDate, 'now', { now: () => now }.now);
  defineProperty(FixedDate, 'length', { value: 7, configurable: true });
  defineProperty(FixedDate, 'prototype', { value: NativeDate.prototype, writable: false });
  hide(NativeDate.prototype, 'constructor', FixedDate);
  hide(global, 'Date', FixedDate);

  // Formatting nothing formats the real present.
  const formats = Intl.DateTimeFormat.prototype as unknown as Holder;
  const format = getOwnPropertyDescriptor(formats, 'format')?.get as Call;
  const parts = formats['formatToParts'] as Call;
  const fixed = {
    get format() {
      const bound = apply(format, this, []) as Call;
      return (date: unknown) => bound(date === undefined ? now : date);
    },
    formatToParts(this: unknown, date: unknown) {
      return apply(parts, this, [date === undefined ? now : date]) as unknown;
    },
  };
  defineProperty(formats, 'format', {
    get: getOwnPropertyDescriptor(fixed, 'format')?.get as Call,
    enumerable: false,
    configurable: true,
  });
  hide(formats, 'formatToParts', fixed.formatToParts);

  // sfc32, seeded afresh for every call.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  const reseed = (seed: number): void => {
    a = seed | 0;
    b = (seed / 2 ** 32) | 0;
    c = 0x9e3779b9 | 0;
    d = 1;
    for (let i = 0; i < 12; i += 1) next();
  };
  hide(Math, 'random', { random: () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53 }.random);

  let entered: Call | null = null;
  let meter: Meter | null = null;
  let counters: { s: Holder; b: Holder } | null = null;
  // Which statements ran, in this call and while loading; null when nobody asked.
  let marks: Uint8Array | null = null;
  let loadMarks: Uint8Array | null = null;
  let settled: string | null = null;
  let longest = 0;

  const answer = (tag: string, payload: string): string => {
    let seen = '';
    if (marks !== null)
      for (let i = 0; i < marks.length; i += 1)
        if (marks[i] === 1) seen += (seen === '' ? '' : ',') + text(i);
    return tag + (meter === null ? '' : text(meter.used())) + '\n' + seen + '\n' + payload;
  };
  const cut = (value: unknown, length: number): string =>
    typeof value === 'string' ? (apply(slice, value, [0, length]) as string) : '';
  const failed = (thrown: unknown): string => {
    let name: string = typeof thrown;
    let message = '';
    try {
      if ((typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function') {
        name = cut((thrown as Holder)['name'], 100) || name;
        message = cut((thrown as Holder)['message'], 2000);
      } else message = cut(text(thrown), 2000);
    } catch {
      message = message || 'the thrown value could not be read';
    }
    if (meter !== null && meter.stopped()) return answer('f', '');
    return answer('e', text(name.length) + ',' + name + message);
  };
  const finished = (value: unknown): string => {
    let json: string | undefined;
    try {
      json = stringify(value);
    } catch (thrown) {
      let kind: unknown;
      let message: unknown;
      try {
        kind = (thrown as Holder)['name'];
        message = (thrown as Holder)['message'];
      } catch {
        return failed(thrown);
      }
      if (kind === 'RangeError' && message === 'Maximum call stack size exceeded') return answer('d', '');
      if (kind === 'RangeError' && message === 'Invalid string length') return answer('o', '');
      return failed(thrown);
    }
    if (meter !== null && meter.stopped()) return answer('f', '');
    if (json === undefined) return answer('v', 'null');
    if (json.length > longest) return answer('o', text(json.length));
    return answer('v', json);
  };
  const start = (limit: unknown, seed: unknown): void => {
    reseed(seed as number);
    settled = null;
    if (marks !== null && loadMarks !== null)
      for (let i = 0; i < marks.length; i += 1) marks[i] = loadMarks[i] as number;
    if (meter !== null) meter.begin(limit as number);
  };
  const call = (input: string, spread: unknown): string => {
    let given: unknown;
    try {
      given = input === '' ? undefined : parse(input);
    } catch {
      return answer('b', '');
    }
    if (spread === true && input !== '' && !isArray(given)) return answer('b', '');
    const run = entered as Call;
    try {
      let value: unknown;
      if (input === '') value = run();
      else if (spread === true) value = apply(run, undefined, given as unknown[]);
      else value = run(given);
      if (typeof value === 'object' && value !== null && apply(isPrototypeOf, PromisePrototype, [value])) {
        apply(then, value, [
          (result: unknown) => {
            settled = finished(result);
          },
          (thrown: unknown) => {
            settled = failed(thrown);
          },
        ]);
        return answer('p', '');
      }
      return finished(value);
    } catch (thrown) {
      return failed(thrown);
    }
  };
  const sum = (groups: Holder): string => {
    let covered = 0;
    let total = 0;
    const names = ownKeys(groups) as string[];
    for (let i = 0; i < names.length; i += 1) {
      const group = groups[names[i] as string];
      const counts = isArray(group) ? (group as number[]) : [group as number];
      for (let k = 0; k < counts.length; k += 1) {
        total += 1;
        if ((counts[k] as number) > 0) covered += 1;
      }
    }
    return text(covered) + ',' + text(total);
  };

  return {
    entry: (value) => {
      if (typeof value === 'function') entered = value as Call;
      if (marks !== null && loadMarks !== null)
        for (let i = 0; i < marks.length; i += 1) loadMarks[i] = marks[i] as number;
      return typeof value;
    },
    mark: (index) => {
      (marks as Uint8Array)[index] = 1;
    },
    cover: (given) => {
      counters = given as unknown as { s: Holder; b: Holder };
      return given;
    },
    link: (given) => {
      meter = given;
    },
    ask: (op, p, q, limit, seed, output) => {
      if (op === 'call') {
        longest = output as number;
        start(limit, seed);
        return call(p as string, q);
      }
      if (op === 'settle')
        return (
          settled ??
          (meter !== null && meter.stopped()
            ? answer('f', '')
            : failed(new Error('the promise never settles')))
        );
      if (op === 'stopped') return meter !== null && meter.stopped() ? 'yes' : 'no';
      if (op === 'coverage') return counters === null ? '' : sum(counters.s) + ',' + sum(counters.b);
      marks = p === null ? null : new Bytes(p as number);
      loadMarks = p === null ? null : new Bytes(p as number);
      start(limit, seed);
      return '';
    },
  };
}
