import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blobText, capabilityState, lifecycleOf } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import type { FactData } from '../../events/catalog.ts';
import { decodeCommit } from '../../events/codec.ts';
import type { Fact } from '../../events/commit.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { clamping, RIGHT_CLAMP as FAST, SLOW_CLAMP as SLOW } from '../clamping.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-neighbours-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function stored(spec: CapabilitySpec): Promise<string> {
  await dse.declare(spec, '.');
  await dse.settle();
  await dse.submit(spec.capability, `make-${spec.capability}`, '');
  await dse.settle();
  const { served } = (await capabilityState(dse.host, spec.capability)).context;
  if (served === null) throw new Error(`nothing serves ${spec.capability}`);
  return served;
}

/** The same under another name, and with another interface where one is given. */
function named(capability: string, entry: string, source: string, other: Partial<CapabilitySpec> = {}) {
  const spec = clamping(capability, source.replaceAll('clamp', entry));
  return CapabilitySpec.parse({ ...spec, entry, ...other });
}

const opened = (target: string, generators?: readonly string[]) =>
  dse.optimize(target, { trigger: 'manual', reason: 'the test', ...(generators && { generators }) });

async function factsOf(session: string): Promise<readonly Fact[]> {
  const commits = await dse.substrate.events.read({ kind: 'optimization', id: session });
  return commits.flatMap(({ body }) => decodeCommit(body, session).events);
}

test('a session begins from fitter things that are called alike, says which it read and where, and proves what comes of them', async () => {
  const target = await stored(clamping('bound', SLOW));
  // Alone it has nobody to begin from, and says so where it is asked to.
  expect(await opened(target, ['neighbours'])).toMatchObject({
    status: 'refused',
    reason: expect.stringContaining('nothing to begin from') as string,
  });
  await stored(clamping('as-slow', SLOW));
  const texts = { type: 'string' as const, maxLength: 5 };
  await stored(
    named(
      'loud',
      'loud',
      'function loud(text) { if (typeof text !== "string") throw new TypeError(); return text.toUpperCase(); }',
      {
        input: texts,
        output: texts,
        examples: CapabilitySpec.shape.examples.parse([
          { input: 'a', output: 'A' },
          { input: 'bc', output: 'BC' },
        ]),
        held_out: CapabilitySpec.shape.held_out.parse([{ input: 'x', output: 'X' }]),
      },
    ),
  );
  const neighbour = await stored(named('limit', 'limit', FAST));
  const asked = await opened(target);
  if (asked.status === 'refused') throw new Error(asked.reason);
  expect(asked.plan.experiments.map(({ generator }) => generator)).toContain('neighbours');
  const [queued] = (await factsOf(asked.session)) as unknown as [{ data: FactData<'optimization.queued'> }];
  const { position, found } = queued.data.neighbours!;
  // Neither what is no fitter nor what is called otherwise is among them.
  expect(found).toMatchObject([{ artifact: neighbour, capability: 'limit', likeness: 1 }]);
  expect(position).toBeGreaterThan(0);

  await dse.beginSession(asked.session, 'the test');
  await dse.settle();
  const { artifact, outcome } = (await factsOf(asked.session)).at(-1)!.data as FactData<'optimization.ended'>;
  expect(outcome).toBe('improved');
  const { context } = await lifecycleOf(dse.workshop, { kind: 'artifact', id: artifact! });
  expect(context.artifact).toMatchObject({ generator: 'neighbours', parents: [target, neighbour] });
  const source = await blobText(dse.workshop, context.artifact!.source, 'the source');
  expect(source).toContain('Math.min');
  expect(source).toMatch(/function clamp\(/);
  // A start is no setting: nobody is asked first for it.
  expect((await factsOf(asked.session)).map(({ type }) => type)).not.toContain('tool.evolved');
  expect(await dse.run('bound', '50', 'durable')).toMatchObject({ status: 'ok' });
});

test('nothing is begun from, and nothing of it is said, where nothing else is called alike', async () => {
  const target = (await capabilityState(dse.host, 'loud')).context.served!;
  const asked = await opened(target);
  if (asked.status === 'refused') throw new Error(asked.reason);
  expect(asked.plan.experiments.map(({ generator }) => generator)).not.toContain('neighbours');
  const [queued] = await factsOf(asked.session);
  expect(Object.keys(queued!.data)).not.toContain('neighbours');
});
