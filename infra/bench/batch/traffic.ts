import { capabilityState } from '../../../actors/workshop.ts';
import type { Recorded } from '../../../actors/recorder.ts';
import type { Dse } from '../../dse.ts';
import type { Use } from './uses.ts';

/** Really executed; all other runs repeat them. */
const EXECUTED = 3;
const BATCH = 1000;
/** Part of a run's price that quicker code does not save. */
const FIXED = 0.3;
/** Capabilities at a time. */
const AT_ONCE = 8;

/** What serves a capability. @throws Error where nothing does. */
export async function servedBy(dse: Dse, capability: string): Promise<string> {
  const { served } = (await capabilityState(dse.host, capability)).context;
  if (served === null) throw new Error(`bench: ${capability} serves nothing`);
  return served;
}

/** Declares everything and has it answered by the code it begins with: submitted, proved, stored, served. */
export async function settleIn(
  dse: Dse,
  uses: readonly Use[],
  progress: (line: string) => void,
): Promise<void> {
  for (let from = 0; from < uses.length; from += AT_ONCE) {
    const some = uses.slice(from, from + AT_ONCE).map(({ subject }) => subject);
    for (const { spec } of some) await dse.declare(spec, '.');
    await dse.settle();
    for (const { capability } of some)
      await dse.submit(capability, `make-${capability}`, '', { deadline_ms: null });
    await dse.settle();
    progress(`${from + some.length} of ${uses.length} capabilities serve`);
  }
}

/** The mean fuel of an artifact over the inputs of its suite. */
export async function fuelOf(dse: Dse): Promise<ReadonlyMap<string, number>> {
  const { rows } = await dse.query(
    "SELECT artifact, fuel FROM fact.proof WHERE fact = 'artifact.tested' AND fuel IS NOT NULL ORDER BY seq",
    { rows: 1_000_000 },
  );
  return new Map(rows.map((row) => [String(row['artifact']), Number(row['fuel'])]));
}

/**
 * Runs of what serves now: a few are executed, then recorded again and again. What a run costs and how long it takes is simulated: by the fuel of the
 * code beside that of `first`, the code it began with.
 */
export async function traffic(
  dse: Dse,
  { subject, runMicro, quality, kind }: Use,
  {
    label,
    runs,
    first,
    fuel,
  }: { label: string; runs: number; first: string; fuel: ReadonlyMap<string, number> },
): Promise<void> {
  const { capability, inputs } = subject;
  const ran = await servedBy(dse, capability);
  const templates: Recorded[] = [];
  for (const input of inputs.slice(0, EXECUTED)) {
    const answer = await dse.server.execute({
      capability,
      input: JSON.stringify(input),
      correlation: 'simulated-traffic',
    });
    if (answer.status !== 'ok' || answer.run.ran !== ran)
      throw new Error(`bench: ${capability} answered ${JSON.stringify(answer)}`);
    templates.push(answer);
  }
  const own = fuel.get(ran)!;
  const cost = Math.round(runMicro * (FIXED + (1 - FIXED) * (own / fuel.get(first)!)));
  const us = kind === 'worthless' ? 0 : Math.round(own);
  const recorded = Array.from({ length: runs }, (_, n): Recorded => {
    const { run } = templates[n % templates.length]!;
    return { run: { ...run, cost_micro: cost, latency_us: us, wall_us: us, quality }, steps: [] };
  });
  for (let from = 0; from < runs; from += BATCH)
    await dse.recorder.recordBatch(
      capability,
      `${label}-${capability}-${from}`,
      recorded.slice(from, from + BATCH),
    );
}
