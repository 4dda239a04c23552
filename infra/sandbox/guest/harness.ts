import type { Counter } from '../fuel/counter.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

/** What the harness needs of the metering, when there is any; `install` takes row numbers of the fuel table. */
export type Metering = Pick<Counter, 'begin' | 'used' | 'stopped'> & { install(charges: string): void };

/** What holds for every call of a loaded program. */
type Orders = {
  readonly seed: number;
  readonly fuel: number;
  readonly spread: boolean;
  readonly outputBytes: number;
  /** How many statements are marked; null: no trace. */
  readonly statements: number | null;
};

/** The worker's way into the realm: it holds `ask`; the program reaches the others by reserved names. */
export type Harness = {
  readonly entry: (value: unknown) => string;
  readonly mark: (index: number) => void;
  readonly cover: <T>(counters: T) => T;
  readonly ask: Ask;
};

/**
 * A text is the input of a call. 0: what holds from now on, before the program is loaded. 1: the answer of a call that was pending. 2: is the
 * fuel spent? 3: the coverage.
 */
export type Ask = {
  (question: string | 1 | 2 | 3): string;
  (
    question: 0,
    seed: number,
    fuel: number,
    spread: boolean,
    outputBytes: number,
    statements: number | null,
    charges: string,
  ): string;
};

/**
 * Runs INSIDE the guest's realm before its code (its text is part of the bootstrap, so it must refer to nothing outside itself): turns
 * results and thrown values into bounded strings within the timed call, with primordials taken now.
 *
 * An answer is `tag fuel \n marks \n payload`. Tags: `v` value, `e` error (`name \n message`, each as JSON: nothing else brings halves of characters
 * and zeros through every engine), `f` fuel, `o` output too long, `d` too deep, `p` promise pending, `b` the input is not what the job says.
 *
 * `deepest`: how deep a result is written before it is called too deep; 0 where the engine itself can be trusted to end.
 */
export function harness(reseed: (seed: number) => void, meter: Metering | null, deepest: number): Harness {
  const { apply, ownKeys } = Reflect;
  const { isArray } = Array;
  const { parse, stringify } = JSON;
  const { slice } = String.prototype;
  const { isPrototypeOf } = Object.prototype;
  const { then } = Promise.prototype;
  const PromisePrototype = Promise.prototype;
  const text = String;
  const Bytes = Uint8Array;

  let entered: Call | null = null;
  let counters: { s: Holder; b: Holder } | null = null;
  // Which statements ran, in this call and while loading; null when nobody asked.
  let marks: Uint8Array | null = null;
  let loadMarks: Uint8Array | null = null;
  let settled: string | null = null;
  // A promise of an earlier call must not answer a later one.
  let turn = 0;
  let orders: Orders = { seed: 0, fuel: Infinity, spread: false, outputBytes: 0, statements: null };

  const answer = (tag: string, payload: string): string => {
    if (meter === null && marks === null) return tag + '\n\n' + payload;
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
    // QuickJS has its own words for it.
    if (name === 'InternalError' && message === 'stack overflow') {
      name = 'RangeError';
      message = 'Maximum call stack size exceeded';
    }
    return answer('e', stringify(name) + '\n' + stringify(message));
  };
  const tooDeep = {};
  /** Called for every part of a result as it is written: the lists and objects it stands in are kept, and their number is bounded. */
  const bounding = (): ((this: unknown, key: string, part: unknown) => unknown) => {
    const around = { __proto__: null } as unknown as Record<number, unknown>;
    let level = 0;
    return function (_key, part) {
      if (typeof part !== 'object' || part === null) return part;
      while (level > 0 && around[level] !== this) level -= 1;
      level += 1;
      if (level > deepest) throw tooDeep;
      around[level] = part;
      return part;
    };
  };
  const finished = (value: unknown): string => {
    let json: string | undefined;
    try {
      json = deepest === 0 ? stringify(value) : stringify(value, bounding());
    } catch (thrown) {
      if (thrown === tooDeep) return answer('d', '');
      let kind: unknown;
      let message: unknown;
      try {
        kind = (thrown as Holder)['name'];
        message = (thrown as Holder)['message'];
      } catch {
        return failed(thrown);
      }
      if (kind === 'RangeError' && message === 'Maximum call stack size exceeded') return answer('d', '');
      if (kind === 'InternalError' && message === 'stack overflow') return answer('d', '');
      if (kind === 'RangeError' && message === 'Invalid string length') return answer('o', '');
      return failed(thrown);
    }
    if (meter !== null && meter.stopped()) return answer('f', '');
    if (json === undefined) return answer('v', 'null');
    if (json.length > orders.outputBytes) return answer('o', text(json.length));
    return answer('v', json);
  };
  const start = (): void => {
    reseed(orders.seed);
    settled = null;
    turn += 1;
    if (marks !== null && loadMarks !== null)
      for (let i = 0; i < marks.length; i += 1) marks[i] = loadMarks[i] as number;
    if (meter !== null) meter.begin(orders.fuel);
  };
  const call = (input: string): string => {
    const { spread } = orders;
    let given: unknown;
    try {
      given = input === '' ? undefined : parse(input);
    } catch {
      return answer('b', '');
    }
    if (spread && input !== '' && !isArray(given)) return answer('b', '');
    const run = entered as Call;
    try {
      let value: unknown;
      if (input === '') value = run();
      else if (spread) value = apply(run, undefined, given as unknown[]);
      else value = run(given);
      if (typeof value === 'object' && value !== null && apply(isPrototypeOf, PromisePrototype, [value])) {
        const mine = turn;
        void apply(then, value, [
          (result: unknown) => {
            if (mine === turn) settled = finished(result);
          },
          (thrown: unknown) => {
            if (mine === turn) settled = failed(thrown);
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

  const begin = (given: Orders, charges: string): void => {
    orders = given;
    if (given.statements !== null) {
      marks = new Bytes(given.statements);
      loadMarks = new Bytes(given.statements);
    }
    if (meter !== null) meter.install(charges);
    start();
  };
  const ask = (
    question: string | number,
    seed?: number,
    fuel?: number,
    spread?: boolean,
    outputBytes?: number,
    statements?: number | null,
    charges?: string,
  ): string => {
    if (typeof question === 'string') {
      start();
      return call(question);
    }
    if (question === 0) {
      begin({ seed, fuel, spread, outputBytes, statements } as Orders, charges as string);
      return '';
    }
    if (question === 1) {
      if (settled !== null) return settled;
      if (meter !== null && meter.stopped()) return answer('f', '');
      return failed(new Error('the promise never settles'));
    }
    if (question === 2) return meter !== null && meter.stopped() ? 'yes' : 'no';
    return counters === null ? '' : sum(counters.s) + ',' + sum(counters.b);
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
    ask,
  };
}
