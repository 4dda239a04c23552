import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { capabilityState } from '../../actors/workshop.ts';
import { OptimizationSettings } from '../../infra/config/settings/optimization.ts';
import { PressureSettings } from '../../infra/config/settings/pressure.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { whyOf } from '../../infra/answers/why.ts';
import { rolloutOf } from '../../infra/answers/rollout.ts';
import type { Seen } from '../../machines/rollout/commands.ts';
import { scriptedModel } from '../models/scripted.ts';
import { run } from '../rollouts.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-rollout-'));
let dse: Dse;
const SLOW = `function clamp(n) {
  let x = n;
  while (x > 10) x -= 1;
  while (x < 0) x += 1;
  return x;
}`;
const RIGHT = 'function clamp(n) { return Math.min(10, Math.max(0, n)); }';

beforeAll(async () => {
  const model = scriptedModel('fast', () => `Here it is:\n\`\`\`javascript\n${RIGHT}\n\`\`\``);
  dse = await createDse({
    folder,
    optimization: OptimizationSettings.parse({}),
    pressure: PressureSettings.parse({ auto_detection: false }),
    modelGenerators: [{ name: 'cool', model, temperature: 0.3, maxTokens: null, tier: 'fast' }],
  });
  const spec = CapabilitySpec.parse({
    capability: 'clamp',
    description: 'Limits a number to the range from 0 to 10.',
    entry: 'clamp',
    input: { type: 'integer', minimum: -1000, maximum: 1000 },
    output: { type: 'integer' },
    examples: [-500, 0, 3, 10, 800].map((input) => ({ input, output: Math.min(10, Math.max(0, input)) })),
    held_out: [{ input: 77, output: 10 }],
    objectives: { quality_min: 0 },
    search: { evaluations: 60, attempts: 1 },
    seeds: [{ name: 'slow', source: SLOW, provenance: 'written for this test' }],
    rollout: { stages: ['shadow', 0.5, 1], min_runs: 20 },
  });
  await dse.declare(spec, '.');
  await dse.settle();
  await dse.submit('clamp', 'make-clamp', '');
  await dse.settle();
}, 60_000);
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

const capability = async () => (await capabilityState(dse.host, 'clamp')).context;
const stateOf = async (kind: 'artifact' | 'rollout', id: string): Promise<unknown> =>
  (await dse.host.look({ kind, id })).snapshot.value;

it(
  'tries what a session found, promotes it on evidence, explains it, and takes it back',
  { timeout: 60_000 },
  async () => {
    const incumbent = (await capability()).served!;
    const opened = await dse.optimize(incumbent, { trigger: 'manual', reason: 'asked for', tier: 'cloud' });
    if (opened.status === 'refused') throw new Error(opened.reason);
    await dse.beginSession(opened.session, 'test');
    await dse.settle();
    const trying = await capability();
    expect(trying.served).toBe(incumbent);
    const rollout = trying.rollouts!.open!.rollout;
    const [challenger] = trying.rollouts!.open!.challengers as [string];
    expect([rollout, await stateOf('artifact', incumbent), await stateOf('artifact', challenger)]).toEqual([
      'clamp-ro1',
      'stored',
      'stored',
    ]);
    expect(trying.split).toMatchObject({ rollout, shadow: [challenger] });
    let at = 0;
    const send = async (seen: readonly Seen[]): Promise<void> => {
      const from = { position: at, index: 0 };
      at += 1;
      const command = { type: 'observe' as const, from, to: { position: at, index: 0 }, seen };
      await dse.send({ kind: 'rollout', id: rollout }, command);
      await dse.settle();
    };
    const both = (beside: boolean, n: number): readonly Seen[] =>
      Array.from({ length: n }).flatMap(() => [run(incumbent), run(challenger, { beside })]);
    await send(both(true, 25));
    expect((await capability()).split!.arms.map(({ share }) => share)).toEqual([0.5, 0.5]);
    for (let n = 0; n < 20 && (await capability()).served === incumbent; n += 1) await send(both(false, 50));
    expect((await capability()).served).toBe(challenger);
    expect([await stateOf('rollout', rollout), await stateOf('artifact', incumbent)]).toEqual([
      'ended',
      'variant',
    ]);
    const why = (await whyOf(dse.substrate, challenger)).chain.flatMap(({ commit }) =>
      commit.events.map(({ type }) => type),
    );
    expect(why).toEqual(
      expect.arrayContaining([
        'capability.promoted',
        'rollout.staged',
        'rollout.opened',
        'optimization.chosen',
      ]),
    );
    const asked = await dse.query(
      'SELECT r.outcome, e.outcome AS evolution, e.candidate, e.rollout FROM rollouts r JOIN evolutions e ON e.rollout = r.rollout',
    );
    expect(asked.rows).toEqual([
      { outcome: 'promoted', evolution: 'accepted', candidate: challenger, rollout },
    ]);
    await dse.send({ kind: 'capability', id: 'clamp' }, { type: 'rollback', reason: 'complaints' });
    await dse.settle();
    expect((await capability()).served).toBe(incumbent);
    expect((await rolloutOf(dse.substrate, rollout)).outcome).toBe('reversed');
  },
);
