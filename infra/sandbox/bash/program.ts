import type { CallOutcome, Limits, Program } from '../../../actors/ports.ts';
import { nestingOf } from '../worker/nesting.ts';
import { type Unloadable, unloadable } from '../worker/prepare.ts';
import type { Used } from '../worker/resourceMeter.ts';
import type { Ran, Shell } from './shell.ts';

/** The caller gave an input that is no JSON text, or no array although the program spreads it. */
export class BadInput extends Error {}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MISSING = 'dse: the entry is no function';

/**
 * A script and the function in it that is called: with the input as JSON on its standard input and as `$1` (spread: an argument for each item). What
 * it writes to its standard output is its answer, as JSON; nothing is null. An exit code other than 0 is an error, whose message is what stands on
 * standard error. Each call runs the whole script in a fresh shell; what the script does before the function is called is charged to no call.
 */
export class BashProgram {
  readonly #shell: Shell;
  readonly #program: Program;
  readonly #limits: Limits;
  readonly #seed: number;
  readonly #loading: number;

  private constructor(shell: Shell, program: Program, limits: Limits, seed: number, loading: number) {
    this.#shell = shell;
    this.#program = program;
    this.#limits = limits;
    this.#seed = seed;
    this.#loading = loading;
  }

  static async load(
    shell: Shell,
    program: Program,
    limits: Limits,
    seed: number,
  ): Promise<BashProgram | Unloadable> {
    const { entry, source } = program;
    if (!NAME.test(entry))
      return unloadable(
        'ReferenceError',
        `the entry "${entry}" is not a name; give the name of a function`,
        null,
      );
    const order = { stdin: '', limits, fuel: limits.fuel, seed };
    const loaded = await shell.run({ ...order, script: `${source}\n\n` });
    if (loaded.stop !== null) return stopped(loaded, limits);
    // Nothing ran: it could not be read.
    if (loaded.code === 2 && loaded.fuel === 0) {
      const line = /line (\d+)|at (\d+):\d+/.exec(loaded.stderr);
      return unloadable('SyntaxError', message(loaded), line ? Number(line[1] ?? line[2]) : null);
    }
    const check = `if [[ "$(type -t ${entry})" != function ]]; then echo '${MISSING}' >&2; exit 1; fi`;
    const checked = await shell.run({ ...order, fuel: null, script: `${source}\n\n${check}\n` });
    if (checked.stderr.includes(MISSING))
      return unloadable('TypeError', `the entry "${entry}" is not defined as a function`, null);
    if (checked.stop !== null) return stopped(checked, limits);
    if (checked.code !== 0) return unloadable(`Exit${checked.code}`, message(checked), null);
    return new BashProgram(shell, program, limits, seed, loaded.fuel);
  }

  async call(input: string, counted: boolean): Promise<CallOutcome> {
    const { source, entry } = this.#program;
    const { fuel: limit } = this.#limits;
    const script = `${source}\n\n${[entry, ...this.#arguments(input)].join(' ')}\n`;
    const ran = await this.#shell.run({
      script,
      stdin: input,
      limits: this.#limits,
      fuel: counted && limit !== null ? limit + this.#loading : null,
      seed: this.#seed,
    });
    const fuel = counted ? Math.max(0, ran.fuel - this.#loading) : null;
    return { ...outcomeOf(ran, this.#limits), fuel, ...ran.used } as CallOutcome;
  }

  #arguments(input: string): string[] {
    if (input === '') return [];
    let given: unknown;
    try {
      given = JSON.parse(input);
    } catch {
      throw new BadInput(`an input must be JSON text; got ${input.slice(0, 60)}`);
    }
    if (this.#program.spread !== true) return [quoted(input)];
    if (Array.isArray(given)) return given.map((item) => quoted(JSON.stringify(item)));
    throw new BadInput(
      `an input must be the JSON text of an array, because the program spreads it; got ${input.slice(0, 60)}`,
    );
  }
}

type Ended = CallOutcome extends infer One
  ? One extends unknown
    ? Omit<One, 'fuel' | keyof Used>
    : never
  : never;

function outcomeOf(ran: Ran, limits: Limits): Ended {
  const { outputBytes, depth } = limits;
  if (ran.stop !== null) return { status: ran.stop, detail: detailOf(ran.stop, limits) };
  if (ran.code !== 0) return { status: 'error', error: { name: `Exit${ran.code}`, message: message(ran) } };
  const text = ran.stdout.trim();
  if (Buffer.byteLength(text) > outputBytes) return { status: 'output', detail: detailOf('output', limits) };
  if (nestingOf(text) > depth)
    return { status: 'output', detail: `the output is nested deeper than ${depth}` };
  try {
    return { status: 'ok', output: text === '' ? 'null' : JSON.stringify(JSON.parse(text)) };
  } catch {
    const said = `the standard output is no JSON text: ${text.slice(0, 200)}`.toWellFormed();
    return { status: 'error', error: { name: 'OutputError', message: said } };
  }
}

function detailOf(stop: NonNullable<Ran['stop']>, { fuel, wallMs, memoryMb, outputBytes }: Limits): string {
  if (stop === 'fuel') return `more than ${fuel ?? Infinity} fuel`;
  if (stop === 'timeout') return `more than ${wallMs} ms`;
  if (stop === 'memory') return `more than ${memoryMb} MB`;
  return `the output is longer than ${outputBytes} bytes`;
}

const NAMES = { fuel: 'FuelError', timeout: 'TimeoutError', memory: 'MemoryError', output: 'OutputError' };

function stopped({ stop }: Ran, limits: Limits): Unloadable {
  const why = stop ?? 'timeout';
  return unloadable(NAMES[why], `loading took ${detailOf(why, limits)}`, null);
}

function message({ stderr }: Ran): string {
  const said = stderr.replace(/\n$/, '').slice(0, 2000).toWellFormed();
  return said === '' ? 'nothing on standard error' : said;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
