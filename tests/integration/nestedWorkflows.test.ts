import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CapabilitySpec } from '../../events/capability.ts';
import { outcomeOf } from '../../infra/answers/taskOutcome.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { doubleSpec, proven } from '../http.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-nested-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks the capability before it. */
const around = (name: string, inner: string): CapabilitySpec =>
  doubleSpec({
    capability: name,
    description: `Doubles a number through ${inner}.`,
    kind: 'workflow',
    seeds: [],
    workflow: { steps: [{ id: 'inner', capability: inner, input: '{{input}}' }] },
  });

test('workflows run inside workflows sixteen deep, and the one that asks for more is told so', async () => {
  await proven(dse, doubleSpec());
  let inner = 'double';
  for (let depth = 1; depth <= 16; depth += 1) {
    await proven(dse, around(`around-${depth}`, inner));
    inner = `around-${depth}`;
  }
  expect(await dse.run('around-15', '4', 'durable')).toMatchObject({ status: 'ok', output: '8' });
  expect(await dse.run('around-16', '4', 'durable')).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('nest deeper than 16') as string,
  });
  await proven(dse, around('around-17', inner));
  const { outcome, reason } = await outcomeOf(dse.substrate, 'first-around-17');
  expect([outcome, reason]).toEqual([
    'unanswered',
    expect.stringContaining('it fails the suite: example/1: threw error: step inner'),
  ]);
  const { rows } = await dse.query(
    "SELECT sum(cost_micro) FILTER (kind = 'run') AS booked FROM costs WHERE capability LIKE 'around%' OR capability = 'double'",
  );
  const spent = await dse.query("SELECT max(cost_micro) AS most FROM runs WHERE capability LIKE 'around%'");
  expect(Number(rows[0]!['booked'])).toBeLessThanOrEqual(3 * Number(spent.rows[0]!['most']));
});
