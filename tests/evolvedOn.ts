import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dse } from '../infra/dse.ts';
import { evolveCapability } from '../infra/evolving/evolve.ts';
import type { Evolved, EvolveRequest } from '../infra/evolving/evolve.ts';

export type GoldenCase = { readonly input: unknown; readonly expected: unknown };

/** Searches over generations for something better on these cases, and waits until that is over. */
export async function evolvedOn(
  dse: Dse,
  capability: string,
  cases: readonly GoldenCase[],
  request: Pick<EvolveRequest, 'settings' | 'budgetMicro'>,
): Promise<Evolved> {
  const file = join(dse.folder, 'golden.jsonl');
  await writeFile(file, cases.map((one) => JSON.stringify(one)).join('\n'));
  const lines = evolveCapability(
    dse,
    capability,
    { golden: { file }, strategy: 'evolve', weights: null, compare: false, by: 'a test', ...request },
    new AbortController().signal,
  );
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return value;
  }
}
