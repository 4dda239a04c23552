import type {
  EvaluationJob,
  Evaluation,
  Language,
  Limits,
  Program,
  Sandbox,
  Served,
  Walls,
} from '../../actors/ports.ts';

/** What runs one language; `Sandbox` without the choice of engine. */
export type Engine = Pick<Sandbox, 'evaluate' | 'serve'>;

/** One sandbox whose engine follows from the program's language: isolates for code, HTTP for tools, steps for workflows. */
export function engines(code: Sandbox, others: Readonly<Record<'http' | 'workflow', Engine>>): Sandbox {
  const of = (language: Language): Engine =>
    language === 'http' || language === 'workflow' ? others[language] : code;
  return {
    evaluate: (job: EvaluationJob): Promise<Evaluation> => of(job.program.language).evaluate(job),
    serve: (program: Program, limits: Limits, judge?: Program): Promise<Served> =>
      of(program.language).serve(program, limits, judge),
    walls: (): Promise<Walls> => code.walls(),
    close: (): Promise<void> => code.close(),
  };
}
