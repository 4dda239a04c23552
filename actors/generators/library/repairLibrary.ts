import type { Generation, GenerationRequest, Generator, Score } from '../../ports.ts';
import type { Edit } from '../editor/edit.ts';
import { localise } from '../editor/localise.ts';
import { candidateOf, openMeter, type Trial } from '../editor/search/meter.ts';
import { tokensOf } from '../editor/tokens.ts';
import { readTree, type Strip } from '../editor/tree.ts';
import { contextOf, signatureOf, type Fix } from './fix.ts';
import { matchesOf } from './matches.ts';

export const REPAIR_LIBRARY = 'repair-library';

/** Jaccard index of two sets of words; 0 for two empty ones. */
const likeness = (a: readonly string[], b: readonly string[]): number => {
  const shared = a.filter((word) => b.includes(word)).length;
  return shared / Math.max(1, a.length + b.length - shared);
};

/** Same failure and similar code first; a pattern with more literal tokens is the surer sign. */
const closeness = (fix: Fix, context: readonly string[], signature: string): number => {
  const words = (text: string): string[] => text.split(/\W+/).filter(Boolean);
  const exact = [...fix.left, ...fix.before, ...fix.right].filter((token) => !token.startsWith('$')).length;
  return likeness(fix.context, context) + likeness(words(fix.signature), words(signature)) + 0.02 * exact;
};

/**
 * The repair library: fixes learned from accepted repairs (`learnFix`), nearest first by error signature and similarity, tried at every
 * place they fit, most suspect first. Pure data in; the caller feeds it from the log.
 */
export const repairLibrary = (
  fixes: readonly Fix[],
  options: { readonly strip?: Strip } = {},
): Generator => ({
  name: REPAIR_LIBRARY,
  version: 1,
  propose: (request) => proposeKnown(request, fixes, options.strip),
});

const proposeKnown = async (
  request: GenerationRequest,
  fixes: readonly Fix[],
  strip: Strip | undefined,
): Promise<Generation> => {
  const meter = openMeter(request, strip);
  const baseline = await meter.run(request.parent.source, [], true);
  const found: Trial[] = [];
  const tree = readTree(request.parent.source, strip);
  if (baseline !== null && !(request.goal === 'repair' && baseline.score.ok)) {
    const suspicion = tree === null ? (): number => 1 : localise(tree, baseline.score);
    for (const edit of rankedEdits(request, fixes, baseline.score, suspicion)) {
      if (meter.left() === 0) break;
      const trial = await meter.tryPatch([{ operators: [edit.operator], spans: edit.spans }]);
      if (trial === null || !trial.score.ok) continue;
      const least = (found[0] ?? baseline).score.fuel;
      if (
        request.goal === 'speed' &&
        !(trial.score.fuel !== null && least !== null && trial.score.fuel < least)
      )
        continue;
      found.unshift(trial);
      if (request.goal === 'repair') break;
    }
  }
  return {
    candidates: found.map((trial) => candidateOf(trial, [request.parent.hash])),
    evaluations: meter.spent(),
    yields: meter.yields(),
  };
};

const rankedEdits = (
  request: GenerationRequest,
  fixes: readonly Fix[],
  score: Score,
  suspicion: (edit: Edit) => number,
): Edit[] => {
  const context = contextOf(tokensOf(request.parent.source) ?? []);
  const signature = request.goal === 'repair' ? signatureOf(score) : '';
  return fixes
    .flatMap((fix) => {
      const near = closeness(fix, context, signature);
      return matchesOf(fix, request.parent.source).map((edit) => ({
        edit,
        near: near * (0.5 + 0.5 * suspicion(edit)),
      }));
    })
    .toSorted((a, b) => b.near - a.near)
    .map(({ edit }) => edit);
};
