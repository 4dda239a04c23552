import { setTimeout as sleep } from 'node:timers/promises';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { allEnded, hasOutcome, isQuiet } from './ended.ts';
import type { Kind } from './kind.ts';
import { ownWords } from './ownWords.ts';

export type Repairs = {
  /** Tasks of which one seed of three is right; all are published at once. */
  readonly proofs: number;
  /** Tasks whose only seed is wrong. Each learns a fix the next one may use, so each waits for the one before. */
  readonly repairs: number;
};

const LOOK_MS = 20;

const order = (capability: string, factor: number, seeds: readonly string[]): string =>
  JSON.stringify({
    spec: {
      capability,
      description: `Multiplies a number by ${factor}: ${ownWords(capability)}.`,
      entry: 'times',
      input: { type: 'integer' },
      output: { type: 'integer' },
      examples: [1, 2, 5, -3].map((input) => ({ input, output: factor * input })),
      seeds: seeds.map((source, index) => ({
        name: `seed-${index}`,
        source: `function times(n) { ${source} }`,
        provenance: 'the bench',
      })),
    },
  });

const proof = (index: number): string =>
  order(`times-${index}`, index + 2, [
    `return n + ${index};`,
    `return n * ${index + 3};`,
    `return n * ${index + 2};`,
  ]);
const repair = (index: number): string => order(`mend-${index}`, 2, [`return n * ${index + 3};`]);

/** Publishes all tasks and waits until nothing is left to do. */
export async function publishRepairs(log: Substrate, { proofs, repairs }: Repairs): Promise<void> {
  const publish = async (id: string, capability: string, body: string): Promise<void> => {
    const { status } = await log.tasks.publish({ id, capability, body });
    if (status === 'conflict') throw new Error(`bench: the task ${id} stands in the queue with another body`);
  };
  for (let index = 0; index < proofs; index += 1)
    await publish(`proof-${index}`, `times-${index}`, proof(index));
  for (let index = 0; index < repairs; index += 1) {
    const id = `repair-${index}`;
    await publish(id, `mend-${index}`, repair(index));
    const isOpen = async (): Promise<boolean> =>
      (await log.effects.pending()).some(
        ({ actor }) => actor.id === id || actor.id.startsWith(`mend-${index}`),
      );
    while (!(await hasOutcome(log, id)) || (await isOpen())) await sleep(LOOK_MS);
  }
  while (!(await isQuiet(log))) await sleep(LOOK_MS);
}

/** CORE tasks from the shared queue whose starting code is faulty. */
export function repairKind(workload: Repairs): Kind {
  const tasks = [
    ...Array.from({ length: workload.proofs }, (_, index) => `proof-${index}`),
    ...Array.from({ length: workload.repairs }, (_, index) => `repair-${index}`),
  ];
  return {
    name: 'repair',
    models: [],
    prepare: async () => {},
    work: async ({ substrate }) => publishRepairs(substrate, workload),
    done: (log) => allEnded(log, tasks),
  };
}
