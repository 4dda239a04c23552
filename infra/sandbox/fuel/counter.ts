type Call = (this: unknown, ...args: unknown[]) => unknown;

/** The counter as the bootstrap sees it; instrumented code reaches the charging functions only, by names the program may not utter. */
export type Counter = {
  readonly charge: (amount: number) => void;
  /** Charges the size of a value and gives it back. */
  readonly spread: <T>(value: T) => T;
  /** Charges the number of its keys and gives it back. */
  readonly keys: <T>(value: T) => T;
  readonly sizeOf: (value: unknown) => number;
  readonly keysOf: (value: unknown) => number;
  readonly remember: (proxy: object, target: object) => void;
  readonly begin: (limit: number) => void;
  readonly used: () => number;
  readonly stopped: () => boolean;
};

/**
 * Runs INSIDE the guest's realm, before its code (its text is part of the bootstrap, so it must refer to nothing outside itself). Keeps the
 * count in this closure and takes its primordials now.
 *
 * The stop is not catchable: once the limit is passed every further charge throws again, and `stopped` stays true.
 */
export function counter(keyCopy: number): Counter {
  const { apply, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { ceil, min } = Math;
  const { isPrototypeOf } = Object.prototype;
  const MapPrototype = Map.prototype;
  const SetPrototype = Set.prototype;
  const getter = (holder: object, name: string): Call => getOwnPropertyDescriptor(holder, name)?.get as Call;
  const mapSize = getter(MapPrototype, 'size');
  const setSize = getter(SetPrototype, 'size');
  const viewLength = getter(getPrototypeOf(Uint8Array.prototype) as object, 'length');
  const targets = new WeakMap<object, object>();
  const { get: weakGet, set: weakSet } = WeakMap.prototype;
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
    if (!proxies) return value;
    const target = apply(weakGet, targets, [value]) as object | undefined;
    return target === undefined ? value : bare(target);
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
    return typeof length === 'number' && length > 0 ? min(ceil(length), 2 ** 53) : 0;
  };
  const keysOf = (value: unknown): number => {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 0;
    return ownKeys(bare(value)).length;
  };

  return {
    charge,
    sizeOf,
    keysOf,
    spread: (value) => {
      charge(sizeOf(value));
      return value;
    },
    keys: (value) => {
      charge(keyCopy * keysOf(value));
      return value;
    },
    remember: (proxy, target) => {
      proxies = true;
      apply(weakSet, targets, [proxy, target]);
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
