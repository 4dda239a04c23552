import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { capabilityState } from '../../actors/workshop.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import type { OptimizationContext } from '../../machines/optimization/context.ts';
import { scriptedModel } from '../models/scripted.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-optimize-'));
let dse: Dse;
const code = (source: string): string => `Here it is:\n\`\`\`javascript\n${source}\n\`\`\``;
const SLOW = `function clamp(n) {
  let x = n;
  while (x > 10) x -= 1;
  while (x < 0) x += 1;
  return x;
}`;
const RIGHT = 'function clamp(n) { return Math.min(10, Math.max(0, n)); }';
const WRONG = 'function clamp(n) { return n < 0 ? 0 : n; }';
const fast = scriptedModel('fast', ({ temperature }) => code((temperature ?? 0) > 0.35 ? RIGHT : WRONG));

function clamping(capability: string): CapabilitySpec {
  return CapabilitySpec.parse({
    capability,
    description: `Limits a number to the range from 0 to 10, for ${capability}.`,
    entry: 'clamp',
    input: { type: 'integer', minimum: -1000, maximum: 1000 },
    output: { type: 'integer' },
    examples: [-500, 0, 3, 10, 800].map((input) => ({ input, output: Math.min(10, Math.max(0, input)) })),
    held_out: [{ input: 77, output: 10 }],
    objectives: { quality_min: 0 },
    search: { evaluations: 60, attempts: 1 },
    seeds: [{ name: 'slow', source: SLOW, provenance: 'written for this test' }],
    controls: [],
    oracle: null,
  });
}

beforeAll(async () => {
  dse = await createDse({
    folder,
    modelGenerators: [
      { name: 'cool', model: fast, temperature: 0.3, maxTokens: null, tier: 'fast' },
      { name: 'warm', model: fast, temperature: 0.5, maxTokens: null, tier: 'fast' },
    ],
  });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function stored(capability: string): Promise<string> {
  await dse.declare(clamping(capability), '.');
  await dse.settle();
  await dse.submit(capability, `make-${capability}`, '');
  await dse.settle();
  const { context } = await capabilityState(dse.host, capability);
  expect(context.served).not.toBeNull();
  return context.served!;
}

async function session(id: string): Promise<{ state: unknown; context: OptimizationContext }> {
  const { snapshot } = await dse.host.look({ kind: 'optimization', id });
  return { state: snapshot.value, context: snapshot.context as OptimizationContext };
}

describe('a session on something slow', () => {
  test('finds what is better by experiments side by side, proves it and lets it take over', async () => {
    const target = await stored('clamp-one');
    const opened = await dse.optimize(target, { trigger: 'manual', reason: 'asked for', tier: 'cloud' });
    if (opened.status === 'refused') throw new Error(opened.reason);
    await dse.beginSession(opened.session, 'test');
    await dse.settle();
    const { state } = await session(opened.session);
    expect(state).toBe('ended');
    const { context: after } = await capabilityState(dse.host, 'clamp-one');
    expect(after.served).not.toBe(target);
  });
});
