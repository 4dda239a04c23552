import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../../actors/host.ts';
import { capabilityState } from '../../../actors/workshop.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { decodeCommit } from '../../../events/codec.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { BUDGET } from '../../../machines/task/context.ts';
import { OptimizationSettings } from '../../config/settings/optimization.ts';
import type { Dse } from '../../dse.ts';
import { isQuiet } from './ended.ts';
import { firstServed } from './firstServed.ts';
import { guessingModel } from './guessingModel.ts';
import type { Kind } from './kind.ts';
import { ownWords } from './ownWords.ts';

const LOOK_MS = 20;
/** Far above what is needed: what a clock or a purse ends is not what is compared. */
const settings = OptimizationSettings.parse({
  session: { max_minutes: 1440, experiment_seconds: 3600, stop_fitness: 1 },
});
const BUDGET_MICRO = 5_000_000;

/** Searches can leave out what is idle; only a model finds the right form. */
const slow = (most: number): string => `function clamp(n) {
  let x = n;
  let idle = 0;
  for (let i = 0; i < 60; i += 1) idle += i;
  while (x > ${most}) x -= 1;
  while (x < 0) x += 1;
  return x;
}`;
const quick = (most: number, digits: string): string =>
  `function clamp(n) { /* ${digits} */ return Math.min(${most}, Math.max(0, n)); }`;
const wrong = (most: number, digits: string): string =>
  `function clamp(n) { return n < 0 ? 0 : n % ${most + 1 + (Number.parseInt(digits, 16) % 89)}; }`;

function answer(prompt: string, isRight: boolean, digits: string): string {
  const most = Number(/the range from 0 to (\d+)/.exec(prompt)?.[1]);
  return `\`\`\`javascript\n${isRight ? quick(most, digits) : wrong(most, digits)}\n\`\`\``;
}

function spec(index: number): CapabilitySpec {
  const capability = `clamp-${index}`;
  const most = 10 + index;
  const example = (input: number): object => ({ input, output: Math.min(most, Math.max(0, input)) });
  return CapabilitySpec.parse({
    capability,
    description: `Limits a number to the range from 0 to ${most}: ${ownWords(capability)}.`,
    entry: 'clamp',
    input: { type: 'integer', minimum: -1000, maximum: 1000 },
    output: { type: 'integer' },
    examples: [-500, -1, 0, 3, most, 800].map(example),
    held_out: [example(77)],
    objectives: { quality_min: 0 },
    search: { evaluations: 40, attempts: 1 },
    seeds: [{ name: 'slow', source: slow(most), provenance: 'the bench' }],
  });
}

/** The first session on each target. */
const sessionOn = (target: string): string => `${target}-opt1`;

async function servedBy(host: Host, capability: string): Promise<string | null> {
  return (await capabilityState(host, capability)).context.served;
}

async function hasEnded(log: Substrate, session: string): Promise<boolean> {
  const commits = await log.events.read({ kind: 'optimization', id: session });
  return commits.some(({ body }) =>
    decodeCommit(body, `optimization/${session}`).events.some(({ type }) => type === 'optimization.ended'),
  );
}

/** Opens the session on what a capability serves, begins it and waits for its end, from wherever it stands. */
async function improve(dse: Dse, capability: string): Promise<void> {
  const target = await firstServed(dse.substrate, capability);
  const id = sessionOn(target);
  const { snapshot } = await dse.host.look({ kind: 'optimization', id });
  if (snapshot.value === 'absent') {
    const opened = await dse.optimize(target, {
      trigger: 'manual',
      reason: 'the bench',
      tier: 'cloud',
      budget: BUDGET,
      budgetMicro: BUDGET_MICRO,
    });
    if (opened.status === 'refused') throw new Error(`bench: no session on ${target}: ${opened.reason}`);
  }
  // Said again it is not begun twice: the command has its name.
  await dse.beginSession(id, 'the bench');
  while (!(await hasEnded(dse.substrate, id)) || !(await isQuiet(dse.substrate))) {
    if (dse.failure) throw dse.failure;
    await sleep(LOOK_MS);
  }
}

/** OPTIMIZE sessions one after the other, each with its experiments side by side; they can be paused and resumed by hand. */
export function sessionKind({ sessions }: { readonly sessions: number }): Kind {
  const specs = Array.from({ length: sessions }, (_, index) => spec(index));
  const isDone = async (log: Substrate, capability: string): Promise<boolean> =>
    hasEnded(log, sessionOn(await firstServed(log, capability)));
  return {
    name: 'session',
    models: [
      { ...guessingModel('keen', 0.3, answer), temperature: null },
      { ...guessingModel('dull', 0.1, answer), temperature: 0.2 },
    ],
    settings,
    prepare: async (dse) => {
      for (const one of specs) await dse.declare(one, '.');
      await dse.settle();
      for (const { capability } of specs)
        await dse.submit(capability, `make-${capability}`, '', { deadline_ms: null });
      await dse.settle();
      for (const { capability } of specs)
        if ((await servedBy(dse.host, capability)) === null)
          throw new Error(`bench: ${capability} serves nothing`);
    },
    work: async (dse) => {
      for (const { capability } of specs) await improve(dse, capability);
    },
    done: async (log) => {
      for (const { capability } of specs) if (!(await isDone(log, capability))) return false;
      return isQuiet(log);
    },
    open: async (log) => {
      for (const { capability } of specs)
        if (!(await isDone(log, capability))) return sessionOn(await firstServed(log, capability));
      return null;
    },
  };
}
