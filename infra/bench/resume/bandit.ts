import { capabilityState } from '../../../actors/workshop.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { allEnded } from './ended.ts';
import { guessingModel } from './guessingModel.ts';
import type { Kind } from './kind.ts';
import { ownWords } from './ownWords.ts';

export type Bandits = {
  readonly capabilities: number;
  /** Tasks for each of them, one after the other: what one learns the next one draws from. */
  readonly tasks: number;
};

const ask = (factor: number): string => `Multiplies even numbers by ${factor} and odd ones by its square`;

const right = (factor: number): string =>
  `function step(n) { return n % 2 === 0 ? ${factor} * n : ${factor} * ${factor} * n; }`;

/** Wrong in a way that no single edit mends. */
const wrong = (factor: number, digits: string): string =>
  `function step(n) { return Math.abs(n) % ${2 + (Number.parseInt(digits, 16) % 97)} + ${factor}; }`;

/** Two models that differ in how often they are right; both answers are code. */
const models = [
  ['keen', 0.06],
  ['dull', 0.02],
] as const;

function answer(prompt: string, isRight: boolean, digits: string): string {
  const factor = Number(/even numbers by (\d+) and odd/.exec(prompt)?.[1]);
  return `\`\`\`javascript\n${isRight ? right(factor) : wrong(factor, digits)}\n\`\`\``;
}

function spec(index: number): CapabilitySpec {
  const capability = `step-${index}`;
  const factor = index + 3;
  return CapabilitySpec.parse({
    capability,
    description: `${ask(factor)}: ${ownWords(capability)}.`,
    entry: 'step',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [0, 1, 2, 5, 8, -3, -6].map((input) => ({
      input,
      output: input % 2 === 0 ? factor * input : factor * factor * input,
    })),
    search: { evaluations: 12, attempts: 1 },
    seeds: [{ name: 'faulty', source: wrong(factor, String(index)), provenance: 'the bench' }],
  });
}

/** Small tasks whose next step is drawn from posteriors that every task before has moved. */
export function banditKind({ capabilities, tasks }: Bandits): Kind {
  const specs = Array.from({ length: capabilities }, (_, index) => spec(index));
  const rounds = Array.from({ length: tasks }, (_, round) => round);
  const id = (capability: string, round: number): string => `draw-${round}-${capability}`;
  return {
    name: 'bandit',
    models: models.map(([name, share]) => guessingModel(name, share, answer)),
    prepare: async (dse) => {
      for (const one of specs) await dse.declare(one, '.');
      await dse.settle();
      for (const { capability } of specs) {
        const { state } = await capabilityState(dse.host, capability);
        if (state !== 'ready') throw new Error(`bench: the suite of ${capability} is ${state}`);
      }
    },
    work: async (dse) => {
      for (const round of rounds)
        for (const { capability } of specs) {
          await dse.submit(capability, id(capability, round), '', { deadline_ms: null });
          await dse.settle();
        }
    },
    done: (log) =>
      allEnded(
        log,
        rounds.flatMap((round) => specs.map(({ capability }) => id(capability, round))),
      ),
  };
}
