import type { CallOutcome, Coverage, Limits, Program } from '../../../actors/ports.ts';
import { type Cell, type Realm, type Stop, stopOf } from './cell.ts';
import { nestingOf } from './nesting.ts';
import { ResourceMeter, type Used } from './resourceMeter.ts';
import { type Prepared, type Unloadable, unloadable } from './prepare.ts';

/** The caller gave an input that is no JSON text, or no array although the program spreads it. */
export class BadInput extends Error {}

/** A prepared program in its own realm, ready to be called. */
export class Loaded {
  readonly #realm: Realm;
  readonly #prepared: Prepared;
  readonly #limits: Limits;
  readonly #spread: boolean;
  readonly #time: { readonly timeout: number };
  readonly #meter: ResourceMeter;

  private constructor(cell: Cell, realm: Realm, prepared: Prepared, limits: Limits, spread: boolean) {
    this.#meter = new ResourceMeter(cell, limits.memoryMb);
    this.#realm = realm;
    this.#prepared = prepared;
    this.#limits = limits;
    this.#spread = spread;
    this.#time = { timeout: limits.wallMs };
  }

  /** Loading may use the same fuel, time and memory as a call; it is charged to no call. */
  static load(
    cell: Cell,
    prepared: Prepared,
    program: Program,
    limits: Limits,
    seed: number,
  ): Loaded | Unloadable {
    const fuel = limits.fuel ?? Infinity;
    let realm: Realm | null = null;
    try {
      realm = cell.realm(prepared.metered);
      const { statements, charges } = prepared;
      realm.ask(
        { timeout: limits.wallMs },
        0,
        seed,
        fuel,
        program.spread === true,
        limits.outputBytes,
        statements?.length ?? null,
        charges,
      );
      if (prepared.packages !== '') realm.run(prepared.packages, limits.wallMs);
      const kind = realm.run(prepared.code, limits.wallMs);
      if (kind === 'function') return new Loaded(cell, realm, prepared, limits, program.spread === true);
      const what = kind === 'undefined' ? 'not defined' : `of type ${String(kind)}, not a function`;
      realm.release();
      return unloadable('TypeError', `the entry "${program.entry}" is ${what}`, null);
    } catch (error) {
      const refusal = loadFailure(error, realm, cell, limits);
      realm?.release();
      return refusal;
    }
  }

  call(input: string): CallOutcome {
    this.#meter.begin();
    let text: string;
    try {
      text = this.#realm.ask(this.#time, input);
      if (text.startsWith('p')) text = this.#realm.ask(this.#time, 1);
    } catch (error) {
      const broken = this.#broken(error);
      return { ...broken, ...this.#meter.end(broken.status === 'memory') };
    }
    return this.#read(text, this.#meter.end(false), input);
  }

  /** A wall, or what a promise nobody handled was rejected with: it is thrown when the call is over, in place of the answer. */
  #broken(error: unknown): Broken {
    const wall = stopped(error, this.#limits);
    if (wall.status !== 'crash') return { ...wall, fuel: null };
    const { fuel } = this.#limits;
    if (this.#prepared.metered && this.#realm.ask(this.#time, 2) === 'yes')
      return { status: 'fuel', detail: `more than ${fuel ?? Infinity} fuel`, fuel };
    const [name, message] =
      error instanceof Error ? [error.name, error.message] : [typeof error, String(error)];
    return { status: 'error', error: bounded(name, message), fuel: null };
  }

  coverage(): Coverage {
    const [s = 0, statements = 0, b = 0, branches = 0] = this.#realm
      .ask(this.#time, 3)
      .split(',')
      .map(Number);
    return { statements: { covered: s, total: statements }, branches: { covered: b, total: branches } };
  }

  release(): void {
    this.#realm.release();
  }

  #read(text: string, used: Used, input: string): CallOutcome {
    const head = text.indexOf('\n');
    const second = text.indexOf('\n', head + 1);
    const payload = text.slice(second + 1);
    const { metered, statements } = this.#prepared;
    const base: Omit<CallOutcome, 'status'> = { fuel: metered ? Number(text.slice(1, head)) : null, ...used };
    const marks = text.slice(head + 1, second);
    const seen = statements === null ? base : { ...base, executed: executed(statements, marks) };
    const { fuel, outputBytes, depth } = this.#limits;
    switch (text[0]) {
      case 'v': {
        if (Buffer.byteLength(payload) > outputBytes)
          return { ...seen, status: 'output', detail: `the output is longer than ${outputBytes} bytes` };
        if (nestingOf(payload) > depth)
          return { ...seen, status: 'output', detail: `the output is nested deeper than ${depth}` };
        return { ...seen, status: 'ok', output: payload };
      }
      case 'e': {
        const [name = '', message = ''] = payload.split('\n').map((part) => JSON.parse(part) as string);
        const error = bounded(name, message);
        // How deep a stack goes depends on what the engine has optimised so far, so what was counted there is no count.
        const overflow = error.name === 'RangeError' && error.message === 'Maximum call stack size exceeded';
        return { ...seen, ...(overflow ? { fuel: null } : {}), status: 'error', error };
      }
      case 'f':
        return { ...seen, status: 'fuel', detail: `more than ${fuel ?? Infinity} fuel` };
      case 'o':
        return { ...seen, status: 'output', detail: `the output is longer than ${outputBytes} bytes` };
      case 'd':
        return { ...seen, status: 'output', detail: `the output is nested deeper than ${depth}` };
      default:
        throw new BadInput(
          this.#spread
            ? `an input must be the JSON text of an array, because the program spreads it; got ${input.slice(0, 60)}`
            : `an input must be JSON text; got ${input.slice(0, 60)}`,
        );
    }
  }
}

/** Whole characters only: half of one has no place in a text that leaves the process. */
function bounded(name: string, message: string): { readonly name: string; readonly message: string } {
  return { name: name.slice(0, 100).toWellFormed(), message: message.slice(0, 2000).toWellFormed() };
}

function executed(statements: readonly number[], marks: string): number[] {
  if (marks === '') return [];
  return marks
    .split(',')
    .map((index) => statements[Number(index)] ?? 0)
    .sort((a, b) => a - b);
}

type Broken = DistributiveOmit<CallOutcome, 'wallUs'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function stopped(error: unknown, limits: Limits): { status: Stop; detail: string } {
  const status = stopOf(error);
  if (status === 'timeout') return { status, detail: `more than ${limits.wallMs} ms` };
  if (status === 'memory') return { status, detail: `more than ${limits.memoryMb} MB` };
  return { status, detail: (error instanceof Error ? error.message : String(error)).slice(0, 500) };
}

function loadFailure(error: unknown, realm: Realm | null, cell: Cell, limits: Limits): Unloadable {
  const { status, detail } = stopped(error, limits);
  if (status === 'timeout') return unloadable('TimeoutError', `loading took ${detail}`, null);
  if (cell.disposed) return unloadable('MemoryError', `loading took ${detail}`, null);
  if (realm?.ask({ timeout: limits.wallMs }, 2) === 'yes') {
    return unloadable('FuelError', `loading took more than ${limits.fuel ?? Infinity} fuel`, null);
  }
  if (!(error instanceof Error)) return unloadable('Error', String(error), null);
  const place = /\[program\.js:(\d+):\d+\]$/.exec(error.message);
  return unloadable(error.name, error.message.slice(0, place?.index).trim(), place ? Number(place[1]) : null);
}
