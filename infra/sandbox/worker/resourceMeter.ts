import type { CallOutcome } from '../../../actors/ports.ts';

/** What a call used, measured where it ran. */
export type Used = Required<Pick<CallOutcome, 'wallUs' | 'cpuUs' | 'peakBytes'>>;

/** A call shorter than this cannot have filled much memory, and looking costs as much as a small call. */
const SHORT_US = 100;
/** Short calls between two looks at the memory. */
const LOOK_EVERY = 64;

/**
 * Wall time, CPU time of the whole process (garbage collection and compilation included: nothing else runs in a worker
 * during a call) and memory. Memory is looked at after every call of 100 µs or more and after one short call in 64; between two looks the
 * last one stands.
 */
export class ResourceMeter {
  readonly #cell: { readonly heldBytes: number };
  readonly #memoryMb: number;
  readonly #now: () => number;
  #held = 0;
  #shortCalls = 0;
  #began = 0;
  #cpu: NodeJS.CpuUsage = { user: 0, system: 0 };

  /** `now`: a clock that runs, in ms, where `performance` was made to stand still. */
  constructor(
    cell: { readonly heldBytes: number },
    memoryMb: number,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    this.#cell = cell;
    this.#memoryMb = memoryMb;
  }

  begin(): void {
    this.#cpu = process.cpuUsage();
    this.#began = this.#now();
  }

  /** `full`: the memory limit stopped the call, and its isolate is gone. */
  end(full: boolean): Used {
    const wallUs = Math.round((this.#now() - this.#began) * 1000);
    const { user, system } = process.cpuUsage();
    const cpuUs = user - this.#cpu.user + (system - this.#cpu.system);
    return { wallUs, cpuUs, peakBytes: full ? this.#memoryMb * 2 ** 20 : this.#look(wallUs) };
  }

  #look(wallUs: number): number {
    const short = wallUs < SHORT_US && this.#held > 0;
    this.#shortCalls = short ? this.#shortCalls + 1 : 0;
    if (short && this.#shortCalls % LOOK_EVERY !== 0) return this.#held;
    try {
      this.#held = this.#cell.heldBytes;
    } catch {
      // The isolate is gone: what was seen last stands.
    }
    return this.#held;
  }
}
