import { describe, expect, it } from 'vitest';
import { windowOf } from '../../../actors/observer.ts';
import type { FactData } from '../../../events/catalog.ts';
import { DetectorChoice } from '../../../events/driftDetectors.ts';
import type { DetectorName, Detectors } from '../../../events/driftDetectors.ts';
import type { DriftReason } from '../../../events/drift.ts';
import type { Run } from '../../../events/run.ts';
import { behaviours } from '../../../machines/registry.ts';
import type { CapabilityCommand } from '../../../machines/capability/commands.ts';
import type { CapabilityContext } from '../../../machines/capability/machine.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Random } from '../../../machines/rules/random.ts';
import { run } from '../../runs.ts';
import { declaration, SUITE } from '../../samples.ts';

const { interpreter } = behaviours.capability;
const HEALTHY = 2000;
const AFTER = 1500;
const AT = '2026-01-01T00:00:00.000Z';
const self = { kind: 'capability', id: 'double' } as const;

type Change = Parameters<typeof run>[0];
/** Runs of a thing that goes wrong: 4 % errors, latency and fuel that vary by a third, quality near .95, 95 % of hits. */
function runOf(random: Random, worse: DriftReason | null): Change {
  const factor = (reason: DriftReason): number => (worse === reason ? 2 : 1);
  const failed = random.uniform() < (worse === 'errors' ? 0.3 : 0.02);
  const good = random.uniform() < (worse === 'quality' ? 0.4 : 0.9);
  const hit = random.uniform() < (worse === 'cache' ? 0.5 : 0.97);
  const latency = 20_000 * Math.exp(0.3 * random.normal()) * factor('latency');
  const fuel = 1000 * Math.exp(0.3 * random.normal()) * factor('fuel');
  return {
    outcome: failed ? 'error' : 'ok',
    quality: good ? 1 : 0.5,
    latency_us: Math.round(latency),
    fuel: random.uniform() < 0.5 ? Math.round(fuel) : null,
    // Half of the calls may be answered from a cache; hits would leave latency too few runs.
    cache: random.uniform() < 0.5 ? 'none' : hit ? 'hit' : 'miss',
  };
}

function declared(detectors: Detectors | undefined) {
  const observe = { ...declaration().observe, ...(detectors ? { detectors } : {}) };
  return declaration({ observe });
}

type Told = { readonly run: number; readonly data: FactData<'runs.observed'> };

/** Carries simulated runs into a capability as the observer does, through the real decisions and folds. */
function observed(worse: DriftReason | null, seed: number, detectors?: Detectors): readonly Told[] {
  let snapshot = interpreter.initial();
  const send = (command: CapabilityCommand, from: { kind: 'artifact'; id: string } | null = null) => {
    const decision = behaviours.capability.decide(snapshot, command, { at: AT, self, from });
    if (decision.status === 'refused') throw new Error(decision.message);
    ({ snapshot } = interpreter.fold(snapshot, decision.facts, AT));
    return decision.facts;
  };
  send({ type: 'declare', ...declared(detectors) });
  send({ type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [] });
  send({ type: 'offer', task: null, parents: [], quality: 1 }, { kind: 'artifact', id: 'a-1' });
  const random = randomFrom(deriveSeed(seed, 'product path'));
  const told: Told[] = [];
  for (let first = 0; first < HEALTHY + AFTER; first += 100) {
    const runs = Array.from({ length: 100 }, (_, index): Run => {
      const changed = first + index >= HEALTHY ? worse : null;
      return { ...run(runOf(random, changed)), id: `w/${first + index}` };
    });
    const { observed: from } = snapshot.context as unknown as CapabilityContext;
    const to = { position: from.position + 1, index: 0 };
    const facts = send({ type: 'observe', from, to, window: windowOf(runs, detectors) });
    const data = facts[0]!.data as FactData<'runs.observed'>;
    told.push({ run: first + 100, data });
    if (data.finding === 'confirmed') break;
    expect(JSON.stringify(snapshot.context).length).toBeLessThan(8 * 1024);
  }
  return told;
}

const confirmedAt = (told: readonly Told[]): number | null =>
  told.find(({ data }) => data.finding === 'confirmed')?.run ?? null;

const names: readonly DetectorName[] = ['seed-rule', 'adwin', 'page-hinkley', 'kswin', 'cusum'];
const everywhere = (name: DetectorName): Detectors => {
  const choice = DetectorChoice.parse({ name });
  return { quality: choice, latency: choice, fuel: choice, errors: choice, cache: choice };
};
const arms: readonly (readonly [string, Detectors | undefined])[] = [
  ['the window rule', undefined],
  ...names.map((name) => [name, everywhere(name)] as const),
];
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

describe('runs carried into a capability, watched on every channel', () => {
  it.each(arms)('%s: healthy ones never start a search', (arm, detectors) => {
    const tried = seeds.slice(0, arm === 'kswin' ? 6 : 20);
    const started = tried.filter((seed) => confirmedAt(observed(null, seed, detectors)) !== null);
    expect(started).toEqual([]);
  });

  const changes: readonly DriftReason[] = ['quality', 'latency', 'fuel', 'errors', 'cache'];
  it.each(arms)('%s: changed ones do, whatever channel changed, for that reason', (arm, detectors) => {
    // KSWIN's thirty observations of 0 or 1 tell no share from another that is less than .47 away: a loss, and no test of the watch.
    for (const worse of changes.filter((channel) => arm !== 'kswin' || channel === 'latency'))
      for (const seed of seeds.slice(0, 3)) {
        const told = observed(worse, seed, detectors);
        const reasons = told.at(-1)!.data.metrics.map(({ reason }) => reason);
        expect([worse, seed, confirmedAt(told) !== null, reasons]).toEqual([worse, seed, true, [worse]]);
        expect(confirmedAt(told)).toBeGreaterThan(HEALTHY);
      }
  });
});
