import { promptOf } from '../../../actors/generators/model/prompt.ts';
import type { ModelGenerator } from '../../../actors/generators/model/modelGenerator.ts';
import { promptHash } from '../../../actors/models/prompt.ts';
import { CalledModel } from '../../models/calledModel.ts';
import { recordedAttempt } from '../../models/recorded.ts';
import { Recordings } from '../../models/recordings.ts';
import type { CoreProblem } from './problems.ts';

/** What it would cost at the prices of a small hosted model; the completions came from an unnamed one, so the money is simulated. */
const PRICE = { input_usd_per_million: 0.15, output_usd_per_million: 0.6, as_of: '2026-11-21' };

/**
 * The completions of the set behind the model port, each stored under the hash of the first question DSE asks for its problem. A further question
 * about it (a repair, another temperature) is not recorded, and is said to be so.
 */
export function recordedCompletions(problems: readonly CoreProblem[]): ModelGenerator {
  const recordings = new Recordings();
  for (const { spec, completion } of problems) {
    if (completion === null) continue;
    const prompt = promptHash(
      promptOf({ spec, examples: spec.examples, description: '', parent: null, attempts: [], relatives: [] }),
    );
    recordings.add({ prompt, completion: `\`\`\`typescript\n${completion}\n\`\`\`` });
  }
  const settings = {
    name: 'recorded-completions',
    provider: 'recorded',
    model: 'mbxp-typescript-samples',
    simulated: true,
    price: PRICE,
    timeoutMs: 60_000,
    retries: 0,
    ratePerMinute: null,
    concurrency: null,
  };
  const model = new CalledModel(settings, recordedAttempt(recordings));
  return { name: 'recorded-completions', model, temperature: null, maxTokens: null, tier: 'fast' };
}
