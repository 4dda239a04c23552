import type { CallOutcome, Coverage, EvaluationJob } from '../../../actors/ports.ts';
import type { Cell, Cells } from './cell.ts';
import { Loaded } from './loaded.ts';
import { type Prepared, prepare, type Unloadable } from './prepare.ts';

/** `interrupted`: cells ran out; the calls after the last answer are for another order. */
export type Done =
  | { readonly status: 'ok'; readonly coverage: Coverage | null }
  | { readonly status: 'interrupted' }
  | Unloadable;

/** How many cells with different memory limits are kept for evaluations. */
const KEPT_CELLS = 4;

/** Evaluates jobs, each in a fresh realm of a cell that is kept until a program hits time or memory. */
export class Evaluator {
  readonly #store: Cells;
  readonly #cells = new Map<number, Cell>();

  constructor(store: Cells) {
    this.#store = store;
  }

  /** Runs the calls from index `from` on; `loaded` is told once, then `emit` each outcome in order. */
  evaluate(job: EvaluationJob, from: number, loaded: () => void, emit: (outcome: CallOutcome) => void): Done {
    const prepared = prepare(job.program, job.mode, job.trace === true);
    if ('status' in prepared) return prepared;
    const first = this.#open(job, prepared);
    if ('status' in first) return first;
    loaded();
    let { cell, program } = first;
    for (let index = from; index < job.inputs.length; index += 1) {
      const input = job.inputs[index] as string;
      let outcome = program.call(input);
      if (outcome.status === 'memory' && !cell.fresh) {
        // Earlier programs may have left garbage behind: only a fresh cell's word counts.
        this.#drop(cell);
        const again = this.#open(job, prepared);
        if (!('status' in again)) {
          ({ cell, program } = again);
          outcome = program.call(input);
        }
      }
      emit(outcome);
      if (outcome.status !== 'ok' && job.stopOnFailure === true) break;
      if (outcome.status !== 'timeout' && outcome.status !== 'memory' && outcome.status !== 'crash') continue;
      // A wall ends the realm; later calls begin in a fresh one.
      this.#drop(cell);
      if (!this.#store.stocked() && index + 1 < job.inputs.length) return { status: 'interrupted' };
      const again = this.#open(job, prepared);
      if ('status' in again) {
        const detail = `the program could not be loaded again: ${again.error.message}`;
        for (let rest = index + 1; rest < job.inputs.length; rest += 1)
          emit({ status: 'crash', detail, fuel: null, wallUs: 0 });
        return { status: 'ok', coverage: null };
      }
      ({ cell, program } = again);
    }
    const coverage = job.mode === 'coverage' && !cell.disposed ? program.coverage() : null;
    program.release();
    return { status: 'ok', coverage };
  }

  prepareSpares(): void {
    for (const cell of this.#cells.values()) cell.prepareSpare();
  }

  #open(job: EvaluationJob, prepared: Prepared): { cell: Cell; program: Loaded } | Unloadable {
    for (;;) {
      const cell = this.#cell(job.limits.memoryMb);
      const program = Loaded.load(cell, prepared, job.program, job.limits, job.seed);
      if (program instanceof Loaded) return { cell, program };
      const { name } = program.error;
      if (name !== 'MemoryError' && name !== 'TimeoutError') return program;
      this.#drop(cell);
      if (name === 'TimeoutError' || cell.fresh) return program;
    }
  }

  #cell(memoryMb: number): Cell {
    const kept = this.#cells.get(memoryMb);
    if (kept !== undefined && !kept.spent) return kept;
    if (kept !== undefined) this.#drop(kept);
    const [oldest] = this.#cells.values();
    if (oldest !== undefined && this.#cells.size >= KEPT_CELLS) this.#drop(oldest);
    const cell = this.#store.make(memoryMb);
    this.#cells.set(memoryMb, cell);
    return cell;
  }

  #drop(cell: Cell): void {
    cell.dispose();
    if (this.#cells.get(cell.memoryMb) === cell) this.#cells.delete(cell.memoryMb);
  }
}
