import type * as JustBash from 'just-bash/browser';
import type { Limits } from '../../../actors/ports.ts';
import { ResourceMeter, type Used } from '../worker/resourceMeter.ts';
import { Meter } from './meter.ts';
import type { Still } from './still.ts';

/** How a script ended. */
export type Ran = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly fuel: number;
  readonly used: Used;
  readonly stop: 'fuel' | 'timeout' | 'memory' | 'output' | null;
};

export type Order = {
  readonly script: string;
  readonly stdin: string;
  readonly limits: Limits;
  /** Null: uncounted. */
  readonly fuel: number | null;
  readonly seed: number;
};

const MB = 2 ** 20;
/** The counters that fuel and time stand in for: what passes them ends by those. */
const UNBOUND = 1e15;
/** What loops without a step the interpreter names. */
const LOOPS = 10_000_000;
const LIMIT_HIT = 126;

/** Scripts share the heap of their interpreter, of which garbage is a large part: what can be said is the most its process ever had. */
const HEAP = {
  get heldBytes(): number {
    return process.resourceUsage().maxRSS * 1024;
  },
};

/** Runs scripts, each in a shell with files of its own in memory. */
export class Shell {
  readonly #bash: typeof JustBash.Bash;
  readonly #commands: JustBash.CustomCommand[];
  readonly #still: Still;
  readonly #meter: Meter;

  constructor(module: typeof JustBash, still: Still) {
    this.#bash = module.Bash;
    this.#still = still;
    this.#meter = new Meter(still.now);
    this.#commands = module.getCommandNames().map((name) =>
      module.defineCommand(name, async (args, context) => {
        if (context.origCommand === undefined) throw new Error(`there is no command ${name} to count`);
        const result = await context.origCommand(args);
        // Opaque in its type, a text with one character for each byte in fact.
        const read = (context.stdin as unknown as string).length;
        this.#meter.moved(read + result.stdout.length);
        return result;
      }),
    );
  }

  async run({ script, stdin, limits, fuel, seed }: Order): Promise<Ran> {
    const { memoryMb, wallMs } = limits;
    const resources = new ResourceMeter(HEAP, memoryMb, this.#still.now);
    resources.begin();
    this.#still.reseed(seed);
    const signal = this.#meter.begin(fuel ?? Infinity, wallMs);
    const shell = new this.#bash({
      coverage: this.#meter,
      customCommands: this.#commands,
      env: { TZ: 'UTC' },
      // Time stands still: whoever sleeps wakes at once.
      sleep: async () => undefined,
      executionLimits: {
        maxCommandCount: UNBOUND,
        maxWorkUnits: UNBOUND,
        maxLoopIterations: LOOPS,
        maxAwkIterations: LOOPS,
        maxSedIterations: LOOPS,
        maxJqIterations: LOOPS,
        maxCallDepth: 500,
        maxStringLength: memoryMb * MB,
        maxLiveBytes: memoryMb * MB,
        maxFileSystemBytes: memoryMb * MB,
        maxHeredocSize: memoryMb * MB,
        // Of each command within as well; what comes out in the end is measured where it is read.
        maxOutputSize: memoryMb * MB,
      },
    });
    const result = await shell.exec(script, { stdin, rawScript: true, signal });
    const { exitCode: code, stdout, stderr } = result;
    const stop = this.#meter.stop ?? (code === LIMIT_HIT ? limitOf(stderr) : null);
    const used = resources.end(stop === 'memory');
    return { code, stdout, stderr, fuel: this.#meter.used, used, stop };
  }
}

/** Which limit the interpreter says was hit. */
function limitOf(stderr: string): 'memory' | 'output' | null {
  if (/output size limit exceeded/.test(stderr)) return 'output';
  return /(string length|live|memory|file ?system|array element|heredoc|input|format width)[^\n]*(limit|exceeded)/i.test(
    stderr,
  )
    ? 'memory'
    : null;
}
