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
  const { ceil, log2 } = Math;
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
  const wrapper = (name: string, rule: ChargeRule, original: Call): Call => {
    if (rule === 'result') {
      const named = {
        [name](this: unknown, ...args: unknown[]) {
          const result = apply(original, this, args) as unknown;
          charge(sizeOf(result));
          return result;
        },
      };
      return named[name] as Call;
    }
    if (rule === 'scan') {
      const named = {
        [name](this: unknown, ...args: unknown[]) {
          let from = 0;
          try {
            if (apply(isGlobal, this, []) || apply(isSticky, this, [])) {
              const last: unknown = getOwnPropertyDescriptor(this as object, 'lastIndex')?.value;
              if (typeof last === 'number' && last > 0) from = last;
            }
          } catch {
            // Not a regular expression: the original complains below.
          }
          const sticky = from > 0 && apply(isSticky, this, []);
          const match = apply(original, this, args) as (RegExpExecArray & { index: number }) | null;
          const subject = first(args);
          const end =
            match !== null ? match.index + (match[0]?.length ?? 0) : sticky ? from : sizeOf(subject);
          charge(end > from ? end - from + 1 : 1);
          return match;
        },
      };
      return named[name] as Call;
    }
    const cost = before[rule];
    if (cost === undefined) throw new Error(`no rule ${rule}`);
    const named = {
      [name](this: unknown, ...args: unknown[]) {
        charge(cost(this, args));
        return apply(original, this, args) as unknown;
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
      const [path, rule, name] = rows[Number(index)] as ChargeRow;
      if (rule === 'proxy') {
        installProxy();
        continue;
      }
      const holder = holderOf(path);
      const original = holder?.[name];
      if (holder === undefined || typeof original !== 'function') continue;
      const wrapped = wrapper(name, rule, original as Call);
      defineProperty(wrapped, 'length', { value: original.length, configurable: true });
      // Assigning keeps the property's attributes.
      holder[name] = wrapped;
    }
  };
}
