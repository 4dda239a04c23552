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

export type Engines = {
  /** JavaScript and TypeScript; judges of every language run here. */
  readonly code: Sandbox;
  readonly python: Sandbox;
  readonly bash: Sandbox;
  readonly http: Engine;
  readonly workflow: Engine;
  readonly prompt: Engine;
};

/** One sandbox whose engine follows from the program's language: confined code, HTTP for tools, steps for workflows, models for prompts. */
export function engines(all: Engines): Sandbox {
  const of = (language: Language): Engine =>
    language === 'javascript' || language === 'typescript' ? all.code : all[language];
  const confined = [all.code, all.python, all.bash];
  return {
    evaluate: (job: EvaluationJob): Promise<Evaluation> => of(job.program.language).evaluate(job),
    serve: (program: Program, limits: Limits, judge?: Program): Promise<Served> =>
      of(program.language).serve(program, limits, judge),
    walls: (language: Language = 'javascript'): Promise<Walls> =>
      (confined.find((one) => one === of(language)) ?? all.code).walls(),
    close: async (): Promise<void> => {
      await Promise.all(confined.map((one) => one.close()));
    },
  };
}
