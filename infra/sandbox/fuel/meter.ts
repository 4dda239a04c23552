import type { ChargeRule, ChargeTable } from './charges.ts';

/** The counter as the bootstrap sees it; the guest's instrumented code reaches only the charging functions, by names it may not utter. */
export type Meter = {
  readonly charge: (amount: number) => void;
  readonly spread: <T>(value: T) => T;
  readonly keys: <T>(value: T) => T;
  readonly begin: (limit: number) => void;
  readonly used: () => number;
  readonly stopped: () => boolean;
};

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

/**
 * Runs INSIDE the guest's realm, before its code (its text is part of the bootstrap, so it must refer to nothing outside itself).
 * Keeps the counter in this closure, takes its primordials now, and wraps the built-ins of the table.
 *
 * The stop is not catchable: once the limit is passed every further charge throws again, and `stopped` stays true.
 */
export function meter(global: Holder, table: ChargeTable): Meter {
  const { apply, construct, ownKeys, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { ceil, log2, min } = Math;
  const { isPrototypeOf } = Object.prototype;
  const MapPrototype = Map.prototype;
  const SetPrototype = Set.prototype;
  const TypedArray = getPrototypeOf(Uint8Array) as unknown as Holder;
  const getter = (holder: object, name: string): Call => getOwnPropertyDescriptor(holder, name)?.get as Call;
  const mapSize = getter(MapPrototype, 'size');
  const setSize = getter(SetPrototype, 'size');
  const viewLength = getter(TypedArray['prototype'] as object, 'length');
  const isGlobal = getter(RegExp.prototype, 'global');
  const isSticky = getter(RegExp.prototype, 'sticky');
  const targets = new WeakMap<object, object>();
  const { get: weakGet, set: weakSet } = WeakMap.prototype;
  const NativeProxy = Proxy;
  const nativeRevocable = Proxy.revocable;
  const out = Object.freeze(new Error('out of fuel'));

  // `left` counts down in small integers; `granted` is what it was filled with so far.
  const CHUNK = 2 ** 30;
  let left = CHUNK;
  let granted = CHUNK;
  let limit = Infinity;
  let done = false;

  const refill = (): void => {
    if (!done) {
      const more = min(limit - granted, CHUNK - left);
      granted += more;
      left += more;
      if (left >= 0) return;
      done = true;
      left = -1;
    }
    throw out;
  };
  const charge = (amount: number): void => {
    if ((left -= amount) < 0) refill();
  };

  // A proxy must not notice being measured: measure what it stands for.
  let proxies = false;
  const bare = (value: object): object => {
    let at = value;
    while (proxies) {
      const target = apply(weakGet, targets, [at]) as object | undefined;
      if (target === undefined) break;
      at = target;
    }
    return at;
  };
  const sizeOf = (value: unknown): number => {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 0;
    const it = bare(value);
    if (isArray(it)) return it.length;
    if (isView(it)) {
      // A DataView has no length and throws.
      try {
        return apply(viewLength, it, []) as number;
      } catch {
        return 0;
      }
    }
    try {
      if (apply(isPrototypeOf, MapPrototype, [it])) return apply(mapSize, it, []) as number;
      if (apply(isPrototypeOf, SetPrototype, [it])) return apply(setSize, it, []) as number;
    } catch {
      return 0;
    }
    const length: unknown = getOwnPropertyDescriptor(it, 'length')?.value;
    return typeof length === 'number' && length > 0 && length < 2 ** 53 ? ceil(length) : 0;
  };
  const keysOf = (value: unknown): number => {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 0;
    return ownKeys(bare(value)).length;
  };

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

  for (const path of Object.keys(table)) {
    let holder: unknown = path.startsWith('TypedArray') ? { TypedArray } : global;
    for (const step of path.split('.')) holder = (holder as Holder | undefined)?.[step];
    if (holder === undefined) continue;
    const rules = table[path] as Record<string, string>;
    for (const rule of Object.keys(rules)) {
      for (const name of (rules[rule] as string).split(' ')) {
        const own = getOwnPropertyDescriptor(holder as object, name);
        if (own === undefined || typeof own.value !== 'function') continue;
        const original = own.value as Call;
        const wrapped = wrapper(name, rule as ChargeRule, original);
        defineProperty(wrapped, 'length', { value: original.length, configurable: true });
        defineProperty(holder as object, name, { ...own, value: wrapped });
      }
    }
  }

  const remember = (proxy: object, target: object): void => {
    proxies = true;
    apply(weakSet, targets, [proxy, target]);
  };
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

  return {
    charge,
    spread: (value) => {
      charge(sizeOf(value));
      return value;
    },
    keys: (value) => {
      charge(keysOf(value));
      return value;
    },
    begin: (amount) => {
      limit = amount;
      granted = min(amount, CHUNK);
      left = granted;
      done = false;
    },
    used: () => (done ? limit : granted - left),
    stopped: () => done,
  };
}
