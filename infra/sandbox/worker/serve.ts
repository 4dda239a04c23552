import type { Limits, Program, ServedOutcome } from '../../../actors/ports.ts';
import type { Cell, Cells } from './cell.ts';
import { Loaded } from './loaded.ts';
import { prepare, type Unloadable } from './prepare.ts';

export type ServeOrder = {
  readonly program: Program;
  readonly limits: Limits;
  readonly judge: Program | null;
};

/** A served artifact always sees this seed. */
const SEED = 0;

/** A program kept loaded in a cell of its own, in up to two builds; emptied when it hits a wall and loaded again when called. */
class Resident {
  readonly #make: Cells['make'];
  readonly #program: Program;
  readonly #limits: Limits;
  #cell: Cell | null = null;
  #builds: { plain: Loaded | null; fuel: Loaded | null } = { plain: null, fuel: null };

  constructor({ make }: Cells, program: Program, limits: Limits) {
    this.#make = make;
    this.#program = program;
    this.#limits = limits;
  }

  get wallMs(): number {
    return this.#limits.wallMs;
  }

  build(mode: 'plain' | 'fuel'): Loaded | Unloadable {
    const kept = this.#builds[mode];
    if (kept !== null) return kept;
    const prepared = prepare(this.#program, mode, false);
    if ('status' in prepared) return prepared;
    const cell = (this.#cell ??= this.#make(this.#limits.memoryMb));
    const loaded = Loaded.load(cell, prepared, this.#program, this.#limits, SEED);
    if (loaded instanceof Loaded) this.#builds[mode] = loaded;
    else if (cell.disposed) this.unload();
    return loaded;
  }

  unload(): void {
    this.#cell?.dispose();
    this.#cell = null;
    this.#builds = { plain: null, fuel: null };
  }
}

/**
 * One served artifact with its judge. The realm is kept between calls (a fresh one costs 0.3 ms and more), so an artifact is served as the pure
 * function its proof found it to be; whether it depends on earlier calls is for the prover to find out. Walls end the realm.
 */
export class ServedArtifact {
  readonly #artifact: Resident;
  readonly #judge: Resident | null;

  constructor(cells: Cells, order: ServeOrder) {
    this.#artifact = new Resident(cells, order.program, order.limits);
    this.#judge =
      order.judge === null ? null : new Resident(cells, { ...order.judge, spread: true }, order.limits);
  }

  /** Loads the plain build and the judge, so that the first call is warm. */
  get wallMs(): number {
    return this.#artifact.wallMs;
  }

  load(): Unloadable | null {
    for (const resident of [this.#artifact, this.#judge]) {
      const loaded = resident?.build('plain');
      if (loaded !== undefined && !(loaded instanceof Loaded)) return loaded;
    }
    return null;
  }

  call(input: string, counted: boolean): ServedOutcome {
    const program = this.#artifact.build(counted ? 'fuel' : 'plain');
    if (!(program instanceof Loaded)) {
      const detail = `the artifact could not be loaded again: ${program.error.name}: ${program.error.message}`;
      return { status: 'crash', detail, fuel: null, wallUs: 0, judged: null };
    }
    const outcome = program.call(input);
    if (outcome.status === 'timeout' || outcome.status === 'memory' || outcome.status === 'crash')
      this.#artifact.unload();
    if (outcome.status !== 'ok' || this.#judge === null) return { ...outcome, judged: null };
    return { ...outcome, judged: this.#ask(this.#judge, input, outcome.output) };
  }

  unload(): void {
    this.#artifact.unload();
    this.#judge?.unload();
  }

  #ask(judge: Resident, input: string, output: string): string | null {
    const program = judge.build('plain');
    if (!(program instanceof Loaded)) return null;
    const verdict = program.call(`[${input === '' ? 'null' : input},${output}]`);
    if (verdict.status === 'ok') return verdict.output;
    judge.unload();
    return null;
  }
}
