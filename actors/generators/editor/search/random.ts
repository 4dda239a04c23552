import { randomFrom } from '../../../../machines/rules/random.ts';
import type { Generation, GenerationRequest } from '../../../ports.ts';
import { overlap, type Edit } from '../edit.ts';
import type { Strip } from '../tree.ts';
import { editsOf } from './frontier.ts';
import { candidateOf, openMeter, type Trial } from './meter.ts';
import { minimise } from './minimise.ts';

export type RandomOptions = {
  readonly strip?: Strip;
  /** Edits per candidate: uniform from 1 to this. */ readonly depth: number;
};

/** Draws in vain (unparsable, tried before) before the arm gives up: then the space is as good as exhausted. */
const IN_VAIN = 2000;

/**
 * The comparison arm: every candidate is 1 to `depth` edits drawn uniformly from all edits of the parent, no guidance at all. For
 * repair it stops at the first plausible candidate, for speed it keeps the cheapest.
 */
export const searchAtRandom = async (
  request: GenerationRequest,
  { strip, depth }: RandomOptions,
): Promise<Generation> => {
  const meter = openMeter(request, strip);
  const random = randomFrom(request.seed);
  const pick = (count: number): number => Math.floor(random.uniform() * count);
  const baseline = await meter.run(request.parent.source, [], false);
  const parent = request.parent.source;
  const edits = editsOf(parent, request.literals, strip);
  let best: Trial | null = null;
  const idle = baseline === null || edits.length === 0 || (request.goal === 'repair' && baseline.score.ok);
  for (let vain = idle ? IN_VAIN : 0; meter.left() > 0 && vain < IN_VAIN; vain += 1) {
    const chosen: Edit[] = [];
    const count = 1 + pick(depth);
    while (chosen.length < count) {
      const edit = edits[pick(edits.length)];
      if (edit === undefined || chosen.some((other) => overlap(other, edit))) break;
      chosen.push(edit);
    }
    const trial = await meter.tryPatch(
      chosen.map(({ operator, spans }) => ({ operators: [operator], spans })),
    );
    if (trial === null) continue;
    vain = 0;
    if (!trial.score.ok) continue;
    if (request.goal === 'repair') {
      best = await minimise(trial, parent, meter, (score) => score.ok);
      break;
    }
    const limit = (best ?? baseline)?.score.fuel ?? null;
    if (trial.score.fuel !== null && limit !== null && trial.score.fuel < limit) best = trial;
  }
  return {
    candidates: best === null ? [] : [candidateOf(best, [request.parent.hash])],
    evaluations: meter.spent(),
    yields: meter.yields(),
  };
};
