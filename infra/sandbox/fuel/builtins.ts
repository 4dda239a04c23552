import type { ChargeRow, ChargeRule } from './charges.ts';
import type { Counter } from './counter.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

/**
 * Runs INSIDE the guest's realm before its code (its text is part of the bootstrap, so it must refer to nothing outside itself). Returns
 * what wraps the built-ins of the given rows (`3,17`), so that calling them charges; a row that does not exist in this engine is skipped.
 */
export function chargedBuiltins(
  global: Holder,
  counter: Counter,
  rows: readonly ChargeRow[],
): (chosen: string) => void {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { ceil, log2, max } = Math;
  const { charge, sizeOf, keysOf, remember } = counter;
  const { get: isGlobal } = getOwnPropertyDescriptor(RegExp.prototype, 'global') as { get: Call };
  const { get: isSticky } = getOwnPropertyDescriptor(RegExp.prototype, 'sticky') as { get: Call };
  const NativeProxy = Proxy;
  const nativeRevocable = Proxy.revocable;

  const first = (args: unknown[]): unknown => (args.length > 0 ? args[0] : undefined);
  const before: Partial<Record<ChargeRule, (self: unknown, args: unknown[]) => number>> = {
    one: () => 1,
    receiver: (self) => sizeOf(self),
    argument: (_self, args) => sizeOf(first(args)),
    list: (_self, args) => (args.length > 1 ? sizeOf(args[1]) : 0),
    count: (_self, args) => args.length,
    both: (self, args) => sizeOf(self) + sizeOf(first(args)),
    order: (self) => {
      const n = sizeOf(self);
      return n < 2 ? n : n * ceil(log2(n));
    },
    needle: (self, args) => (typeof first(args) === 'object' ? 0 : sizeOf(self)),
    sources: (_self, args) => {
      let sum = 0;
      for (let i = 1; i < args.length; i += 1) sum += keysOf(args[i]);
      return sum;
    },
  };
  /** Where a pattern begins to try: `lastIndex`, if it uses it. */
  const triedFrom = (pattern: unknown): number => {
    try {
      if (!apply(isGlobal, pattern, []) && !apply(isSticky, pattern, [])) return 0;
      const last: unknown = getOwnPropertyDescriptor(pattern as object, 'lastIndex')?.value;
      return typeof last === 'number' && last > 0 ? last : 0;
    } catch {
      // Not a regular expression: the original will complain.
      return 0;
    }
  };
  const scanned = (
    pattern: unknown,
    from: number,
    subject: unknown,
    match: RegExpExecArray | null,
  ): number => {
    if (match !== null) return max(match.index + (match[0]?.length ?? 0) - from, 0) + 1;
    return from > 0 && apply(isSticky, pattern, []) ? 1 : max(sizeOf(subject) - from, 0) + 1;
  };
  const wrapper = (name: string, rule: ChargeRule, factor: number, original: Call): Call => {
    const pay = (size: number): void => charge(ceil(size * factor));
    const cost = before[rule];
    const named = {
      [name](this: unknown, ...args: unknown[]) {
        if (cost !== undefined) {
          pay(cost(this, args));
          return apply(original, this, args) as unknown;
        }
        if (rule === 'visits') {
          const visit = first(args);
          if (typeof visit === 'function') {
            args[0] = function (this: unknown, ...given: unknown[]) {
              pay(1);
              return apply(visit, this, given) as unknown;
            };
          }
          return apply(original, this, args) as unknown;
        }
        const tried = rule === 'scan' ? triedFrom(this) : 0;
        const result = apply(original, this, args) as unknown;
        if (rule === 'scan') pay(scanned(this, tried, first(args), result as RegExpExecArray | null));
        else if (rule === 'found') {
          const from = args.length > 1 && typeof args[1] === 'number' && args[1] > 0 ? args[1] : 0;
          pay(max(((result as number) < 0 ? sizeOf(this) : (result as number) + 1) - from, 1));
        } else pay(sizeOf(result));
        return result;
      },
    };
    return named[name] as Call;
  };

  // A proxy must not notice being measured, so the counter is told what each one stands for.
  const installProxy = (): void => {
    const MeteredProxy = function Proxy(target: object, handler: ProxyHandler<object>): object {
      if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
      const proxy = construct(NativeProxy, [target, handler]) as object;
      remember(proxy, target);
      return proxy;
    };
    defineProperty(MeteredProxy, 'prototype', { value: undefined, writable: false });
    const revocable = {
      revocable(target: object, handler: ProxyHandler<object>): unknown {
        const pair = apply(nativeRevocable, NativeProxy, [target, handler]) as { proxy: object };
        remember(pair.proxy, target);
        return pair;
      },
    }.revocable;
    defineProperty(MeteredProxy, 'revocable', { value: revocable, writable: true, configurable: true });
    defineProperty(global, 'Proxy', { value: MeteredProxy, writable: true, configurable: true });
  };

  const holderOf = (path: string): Holder | undefined => {
    if (path === 'TypedArray.prototype') return getPrototypeOf(Uint8Array.prototype) as Holder;
    let holder: unknown = global;
    for (const step of path.split('.')) holder = (holder as Holder | undefined)?.[step];
    return holder as Holder | undefined;
  };
  return (chosen) => {
    if (chosen === '') return;
    for (const index of chosen.split(',')) {
      const [path, rule, name, factor] = rows[Number(index)] as ChargeRow;
      if (rule === 'proxy') {
        installProxy();
        continue;
      }
      const holder = holderOf(path);
      const original = holder?.[name];
      if (holder === undefined || typeof original !== 'function') continue;
      const wrapped = wrapper(name, rule, factor, original as Call);
      defineProperty(wrapped, 'length', { value: original.length, configurable: true });
      // Assigning keeps the property's attributes.
      holder[name] = wrapped;
    }
  };
}
