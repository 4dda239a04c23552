type Call = (this: unknown, ...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

/**
 * Runs INSIDE the guest's realm before its code (its text is part of the bootstrap, so it must refer to nothing outside itself): removes what
 * is not pure, refuses code from strings, fixes the clock at `now`. Returns what seeds `Math.random`.
 */
export function harden(global: Holder, now: number): (seed: number) => void {
  const { apply, construct, defineProperty, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
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
  // What a resizable buffer grows to counts towards no limit; `transferToFixedLength` stays, which does.
  const buffers = ArrayBuffer.prototype as unknown as Holder;
  for (const name of ['resize', 'transfer']) delete buffers[name];
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

  // Formatting nothing formats the real present. QuickJS has no Intl and formats no dates by locale.
  if (typeof Intl !== 'undefined') {
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
  }

  // QuickJS hands the value itself to `exec` where the language says its text: what is scanned could not be measured.
  const patterns = RegExp.prototype as unknown as Holder;
  const test = patterns['test'] as Call;
  const text = String;
  let handed: unknown;
  const probe = { exec: (subject: unknown): null => ((handed = subject), null) };
  apply(test, probe, [0]);
  if (handed === 0) {
    const converting = {
      test(this: unknown, subject: unknown) {
        return apply(test, this, [typeof subject === 'symbol' ? subject : text(subject)]) as unknown;
      },
    };
    hide(patterns, 'test', converting.test);
  }

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
  let seed = 0;
  let fresh = false;
  const random = (): number => {
    if (!fresh) {
      fresh = true;
      a = seed | 0;
      b = (seed / 2 ** 32) | 0;
      c = 0x9e3779b9 | 0;
      d = 1;
      for (let i = 0; i < 12; i += 1) next();
    }
    return ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  };
  hide(Math, 'random', { random: () => random() }.random);
  return (given) => {
    seed = given;
    fresh = false;
  };
}
