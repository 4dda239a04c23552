import type { CallOutcome, Evaluation, EvaluationJob } from '../../actors/ports.ts';
import type { Death, Task } from './child.ts';
import { encodeFrame, Kind } from './frames.ts';
import type { EvaluateOrder } from './worker/main.ts';
import type { Done } from './worker/evaluate.ts';

/**
 * A job on its way through the children. A death while it runs is first blamed on chance: the rest is tried again apart from the others,
 * with an answer after every call, and a second death names the culprit call.
 */
export class EvaluationTask implements Task {
  readonly patienceMs: number;
  readonly result: Promise<Evaluation>;
  readonly #job: EvaluationJob;
  readonly #again: (task: EvaluationTask, suspect: boolean) => void;
  readonly #calls: CallOutcome[] = [];
  #suspect = false;
  #loaded = false;
  #resolve: (evaluation: Evaluation) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(job: EvaluationJob, graceMs: number, again: (task: EvaluationTask, suspect: boolean) => void) {
    this.#job = job;
    this.#again = again;
    this.patienceMs = job.limits.wallMs + graceMs;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  frame(id: number): Buffer {
    // As a served call's input is by being written as UTF-8.
    const inputs = this.#job.inputs.map((input) => input.toWellFormed());
    const order: EvaluateOrder = {
      job: { ...this.#job, inputs },
      from: this.#calls.length,
      careful: this.#suspect,
    };
    return encodeFrame(Kind.evaluate, id, JSON.stringify(order));
  }

  answer(kind: number, body: Buffer): boolean {
    if (kind === Kind.loaded) {
      this.#loaded = true;
      return false;
    }
    if (kind === Kind.calls) {
      this.#calls.push(...(JSON.parse(body.toString()) as CallOutcome[]));
      if (this.#calls.length > this.#job.inputs.length) throw new Error('more answers than calls');
      return false;
    }
    if (kind === Kind.fault) this.#reject(new Error(body.toString()));
    else {
      const done = JSON.parse(body.toString()) as Done;
      if (done.status === 'interrupted') this.#again(this, this.#suspect);
      else
        this.#resolve(
          done.status === 'ok' ? { status: 'ok', calls: this.#calls, coverage: done.coverage } : done,
        );
    }
    return true;
  }

  lost(death: Death, ran: boolean): void {
    if (!ran) return this.#again(this, this.#suspect);
    if (this.#suspect) {
      if (!this.#loaded) return this.#resolve(diedLoading(death));
      this.#calls.push({ status: death.cause, detail: death.detail, fuel: null, wallUs: 0 });
      const over = this.#calls.length === this.#job.inputs.length || this.#job.stopOnFailure === true;
      if (over) return this.#resolve({ status: 'ok', calls: this.#calls, coverage: null });
    }
    this.#suspect = true;
    this.#loaded = false;
    this.#again(this, true);
  }

  fail(error: Error): void {
    this.#reject(error);
  }
}

const NAMES = { timeout: 'TimeoutError', memory: 'MemoryError', crash: 'CrashError' } as const;

function diedLoading(death: Death): Evaluation {
  return {
    status: 'unloadable',
    error: { name: NAMES[death.cause], message: `while loading: ${death.detail}`, line: null },
  };
}
