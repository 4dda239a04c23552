import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blobText, capabilityState, lifecycleOf } from '../../actors/workshop.ts';
import type { CountedAim } from '../../events/optimization.ts';
import type { Benched } from '../../infra/answers/benchmark.ts';
import { sessionOf } from '../../infra/answers/session.ts';
import type { SessionAnswer } from '../../infra/answers/session.ts';
import { benchmarkText } from '../../infra/cli/print/benchmarkText.ts';
import { OptimizationSettings } from '../../infra/config/settings/optimization.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { clamping, RIGHT_CLAMP as FAST, SLOW_CLAMP as SLOW } from '../clamping.ts';
import { scriptedModel } from '../models/scripted.ts';

/** As slow as its parent, and it refuses what is no number. */
const CAREFUL = SLOW.replace('let x = n;', "if (typeof n !== 'number') throw new TypeError('n'); let x = n;");
/** Slower than the quick one, and otherwise the same. */
const IDLING = FAST.replace('return', 'let idle = 0; for (let i = 0; i < 60; i += 1) idle += i; return');

const folder = mkdtempSync(join(tmpdir(), 'dse-aims-'));
let dse: Dse;
const answers = (name: string, source: string) => ({
  name,
  model: scriptedModel(name, () => `\`\`\`javascript\n${source}\n\`\`\``),
  temperature: 0.5,
  maxTokens: null,
  tier: 'fast' as const,
});

beforeAll(async () => {
  dse = await createDse({
    folder,
    optimization: OptimizationSettings.parse({ session: { patience: 1 } }),
    modelGenerators: [answers('quick', FAST), answers('careful', CAREFUL), answers('idle', SLOW)],
  });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function stored(capability: string, spec = clamping(capability)): Promise<string> {
  await dse.declare(spec, '.');
  await dse.settle();
  await dse.submit(capability, `make-${capability}`, '');
  await dse.settle();
  return (await capabilityState(dse.host, capability)).context.served!;
}

async function improved(
  target: string,
  aim: CountedAim | undefined,
  generators: readonly string[] = ['quick', 'careful'],
): Promise<SessionAnswer> {
  const opened = await dse.optimize(target, {
    trigger: 'manual',
    reason: 'the test',
    tier: 'cloud',
    generators,
    ...(aim === undefined ? {} : { aim }),
  });
  if (opened.status === 'refused') throw new Error(opened.reason);
  await dse.beginSession(opened.session, 'the test');
  await dse.settle();
  return sessionOf(dse.substrate, opened.session);
}

async function sourceOf(artifact: string): Promise<string> {
  const { context } = await lifecycleOf(dse.workshop, { kind: 'artifact', id: artifact });
  return blobText(dse.workshop, context.artifact!.source, 'the source');
}

/** Less fuel, or more of anything else. */
function gains(metric: 'fuel' | 'dearest_fuel' | 'robustness', parent: Benched, winner: Benched): boolean {
  const more = winner[metric]! - parent[metric]!;
  return metric === 'robustness' ? more > 0 : more < 0;
}

describe('of a quicker candidate and one that refuses more of what is malformed', () => {
  test.each([
    ['performance', FAST, ['fuel', 'dearest_fuel']],
    ['latency', FAST, ['fuel', 'dearest_fuel']],
    ['quality', CAREFUL, ['robustness']],
  ] as const)('a session for %s takes its own', async (aim, expected, gained) => {
    const target = await stored(`clamp-${aim}`);
    const answer = await improved(target, aim);
    expect(answer).toMatchObject({ outcome: 'improved', aim });
    expect(await sourceOf(answer.artifact!)).toBe(expected);
    const { parent, winner, wall } = answer.benchmark!;
    expect([parent.artifact, winner.artifact, winner.suite]).toEqual([target, answer.artifact, parent.suite]);
    for (const metric of gained) expect(gains(metric, parent, winner)).toBe(true);
    // Its most is one of its parts.
    expect(parent.dearest_fuel).toBeLessThan(parent.fuel!);
    // On equal terms: with nobody slower than the parent.
    expect(winner.quality).toBeGreaterThan(parent.quality);
    expect(wall!.high).toBeGreaterThanOrEqual(wall!.low);
    expect(benchmarkText(answer.benchmark!).join('\n')).toMatch(
      new RegExp(
        `fuel +${parent.fuel} → ${winner.fuel}\\n(.*\\n)+  measured, confirming only: .* µs a call \\(medians\\); (faster|slower|same): `,
      ),
    );
    const { rows } = await dse.query(`SELECT aim FROM sessions WHERE session = '${answer.session}'`);
    expect(rows).toEqual([{ aim }]);
  });
});

test('where nothing is gained in what was asked for, what serves goes on serving, however much better it is in the rest', async () => {
  const target = await stored('clamp-nothing');
  const slow = await improved(target, 'performance', ['careful', 'idle']);
  expect(slow).toMatchObject({ outcome: 'nothing_better', artifact: null, benchmark: null });
  const even = await stored('clamp-even', clamping('clamp-even', IDLING));
  const quick = await improved(even, 'quality', ['quick', 'idle']);
  expect(quick).toMatchObject({ outcome: 'nothing_better', artifact: null });
  expect((await capabilityState(dse.host, 'clamp-even')).context.served).toBe(even);
});

test('what a search found nothing with for one aim is tried again for another', async () => {
  const target = await stored('clamp-known', clamping('clamp-known', IDLING));
  const outcomes = async (aim: CountedAim): Promise<unknown> =>
    (await improved(target, aim, ['local-search'])).steps
      .filter(({ fact }) => fact.type === 'experiment.ended')
      .map(({ fact }) => fact.data['outcome']);
  const first = await outcomes('quality');
  expect(first).not.toContain('better');
  expect(await outcomes('quality')).toEqual(['known']);
  expect(await outcomes('performance')).toContain('better');
});

test('memory, which nothing counts, is asked for in vain: a fact on the session says why', async () => {
  const target = await stored('clamp-memory');
  const opened = await dse.optimize(target, { trigger: 'manual', reason: 'the test', aim: 'memory' });
  expect(opened).toMatchObject({ status: 'refused', recorded: true });
  const { state, aim } = await sessionOf(dse.substrate, (opened as { session: string }).session);
  expect([state, aim]).toEqual(['refused', 'memory']);
});
