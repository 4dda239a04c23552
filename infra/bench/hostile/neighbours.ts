import type { Limits, Program, Sandbox, Served } from '../../../actors/ports.ts';

type Neighbour = { readonly served: Served; readonly answers: readonly string[] };

const INPUTS = ['0', '7', '[3,1,2]', '{"__proto__":1,"a":[null]}'];

/** Honest artifacts in the same process as the hostile one: what they answered first they must answer always. */
export class Neighbours {
  readonly #all: readonly Neighbour[];
  readonly #check: () => Promise<readonly string[]>;
  /** Answers that were compared. */
  compared = 0;

  private constructor(all: readonly Neighbour[], check: () => Promise<readonly string[]>) {
    this.#all = all;
    this.#check = check;
  }

  /** Opens them and takes their first answers. `programs` are honest and deterministic. */
  static async open(sandbox: Sandbox, programs: readonly Program[], limits: Limits): Promise<Neighbours> {
    const prove = async (program: Program): Promise<string> => {
      const evaluation = await sandbox.evaluate({ program, inputs: INPUTS, mode: 'plain', limits, seed: 0 });
      if (evaluation.status !== 'ok') return JSON.stringify(evaluation);
      return evaluation.calls.map((call) => (call.status === 'ok' ? call.output : call.status)).join('\n');
    };
    const all: Neighbour[] = [];
    for (const program of programs) {
      const served = await sandbox.serve(program, limits);
      all.push({ served, answers: await Promise.all(INPUTS.map((input) => answer(served, input))) });
    }
    const proofs = await Promise.all(programs.map(prove));
    const check = async (): Promise<readonly string[]> => Promise.all(programs.map(prove));
    const wrongProofs = async (): Promise<readonly string[]> =>
      (await check()).flatMap((proof, at) =>
        proof === proofs[at] ? [] : [`the proof of neighbour ${at} became ${proof.slice(0, 200)}`],
      );
    return new Neighbours(all, wrongProofs);
  }

  /** Asks everyone everything, in one burst; what is not as it was at first. */
  async mistakes(): Promise<readonly string[]> {
    const wrong = await Promise.all(
      this.#all.flatMap(({ served, answers }, at) =>
        INPUTS.map(async (input, which) => {
          const now = await answer(served, input);
          this.compared += 1;
          return now === answers[which] ? [] : [`neighbour ${at} answered ${now.slice(0, 200)} to ${input}`];
        }),
      ),
    );
    return wrong.flat();
  }

  /** Proves everyone again beside what runs now. */
  async wrongProofs(): Promise<readonly string[]> {
    const wrong = await this.#check();
    this.compared += this.#all.length;
    return wrong;
  }
}

async function answer(served: Served, input: string): Promise<string> {
  const outcome = await served.call(input);
  if (outcome.status === 'ok') return outcome.output;
  return outcome.status === 'error' ? `${outcome.error.name}: ${outcome.error.message}` : outcome.detail;
}
