import { afterAll, beforeAll } from 'vitest';
import type {
  CallOutcome,
  Evaluation,
  EvaluationJob,
  Limits,
  Sandbox,
  Served,
} from '../../../actors/ports.ts';
import { programOf, type SandboxSubject } from './subject.ts';

/** Generous, so that a busy machine ends nothing; a test takes away what it is about. */
export const LIMITS: Limits = { fuel: null, wallMs: 10_000, memoryMb: 64, outputBytes: 100_000, depth: 50 };

export type Opened = {
  readonly sandbox: () => Sandbox;
  /** The same call by both doors: in a proof, and of a served artifact. */
  readonly both: (
    source: string,
    input: unknown,
    limits?: Partial<Limits>,
  ) => Promise<readonly CallOutcome[]>;
  readonly prove: (
    source: string,
    inputs: readonly unknown[],
    job?: Partial<EvaluationJob>,
  ) => Promise<Evaluation>;
  readonly serve: (source: string, limits?: Partial<Limits>) => Promise<Served>;
};

/** One sandbox for the tests of a describe. */
export function opened(subject: SandboxSubject): Opened {
  let open: Sandbox | undefined;
  beforeAll(async () => {
    open = await subject.open();
  });
  afterAll(async () => open?.close());
  const sandbox = (): Sandbox => {
    if (open === undefined) throw new Error('the sandbox is opened before the tests: ask for it inside one');
    return open;
  };
  const serve = (source: string, limits: Partial<Limits> = {}): Promise<Served> =>
    sandbox().serve(programOf(subject, source), { ...LIMITS, ...limits });
  const prove = (
    source: string,
    inputs: readonly unknown[],
    job: Partial<EvaluationJob> = {},
  ): Promise<Evaluation> =>
    sandbox().evaluate({
      program: programOf(subject, source),
      inputs: inputs.map((input) => JSON.stringify(input)),
      mode: 'plain',
      limits: LIMITS,
      seed: 0,
      ...job,
    });
  return {
    sandbox,
    serve,
    prove,
    async both(source, input, limits = {}) {
      const evaluation = await prove(source, [input], { limits: { ...LIMITS, ...limits } });
      if (evaluation.status !== 'ok') throw new Error(`unloadable: ${evaluation.error.message}`);
      const served = await serve(source, limits);
      const called = await served.call(JSON.stringify(input));
      await served.close();
      return [...evaluation.calls, called];
    },
  };
}

/** An outcome in one text: JSON of the output, `Class: message`, or the wall. */
export function told(outcome: CallOutcome | undefined): string {
  if (outcome === undefined) return 'no answer';
  if (outcome.status === 'ok') return outcome.output;
  if (outcome.status === 'error') return `${outcome.error.name}: ${outcome.error.message}`;
  return outcome.status;
}
