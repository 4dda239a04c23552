import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generatedFrom } from '../../../infra/cli/generatedFrom.ts';
import { doubleSpec, serving } from '../../http.ts';

const SLOW =
  'function double(n) { let sum = 0; for (let k = 0; k < 400; k += 1) sum += 0; return n * 2 + sum; }';
const QUICK = 'function double(n) { return n + n; }';

let served: Awaited<ReturnType<typeof serving>>;
let slow: string;
let quick: string;
let qualities: Record<string, number>;

beforeAll(async () => {
  const seeds = [{ name: 'slow', source: SLOW, provenance: 'the test' }];
  served = await serving({ specs: [doubleSpec({ seeds, objectives: { quality_min: 0, fuel_target: 5 } })] });
  const { dse } = served;
  const { kind, id, artifact } = await generatedFrom(dse, 'double', 'quick', QUICK);
  await dse.send({ kind, id }, { type: 'generate', artifact });
  await dse.settle();
  quick = id;
  const { rows } = await dse.query(
    "SELECT artifact_id, quality_score, served FROM artifacts WHERE state = 'stored'",
  );
  const stored = z
    .array(z.object({ artifact_id: z.string(), quality_score: z.number(), served: z.boolean() }))
    .parse(rows);
  slow = stored.find((row) => row.served)!.artifact_id;
  qualities = Object.fromEntries(stored.map((row) => [row.artifact_id, row.quality_score]));
});
afterAll(() => served.stop());

async function run(query: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${served.url}/v1/run/double${query}`, { method: 'POST', body: '4' });
  return { status: response.status, ...((await response.json()) as object) };
}

describe('a run under limits', () => {
  it('is answered by what is served while it meets them', async () => {
    expect(qualities[slow]).toBeLessThan(qualities[quick]!);
    expect(await run('')).toMatchObject({ status: 200, artifact: slow, output: 8 });
    expect(await run(`?min_quality=${qualities[slow]}`)).toMatchObject({ status: 200, artifact: slow });
  });

  it('is answered by a stored one of higher quality when what is served is not good enough, and the run says which', async () => {
    const told = await run(`?min_quality=${qualities[quick]}`);
    expect(told).toMatchObject({ status: 200, artifact: quick, output: 8 });
    const { rows } = await served.dse.query(
      `SELECT ran FROM runs WHERE correlation = '${String(told['run'])}'`,
    );
    expect(rows).toEqual([{ ran: quick }]);
    // Nothing was promoted by it.
    expect(await run('')).toMatchObject({ artifact: slow });
  });

  it('is refused where nothing stored meets them, with each one’s numbers', async () => {
    expect(await run('?max_latency_ms=0.0001')).toMatchObject({
      status: 409,
      type: 'urn:dse:problem:limits-not-met',
      detail: expect.stringMatching(new RegExp(`${slow} has p95 [\\d.]+ ms; ${quick} has p95`)) as string,
    });
    expect(await run('?max_latency_ms=60000&max_cost_usd=1')).toMatchObject({ status: 200, artifact: slow });
  });
});
