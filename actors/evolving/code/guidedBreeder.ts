import { sha256 } from '../../../events/hash.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Ranked } from '../../generators/editor/rank.ts';
import { SPEED_REWRITES } from '../../generators/editor/rewrites/index.ts';
import type { Tree } from '../../generators/editor/tree.ts';
import type { Sandbox } from '../../ports.ts';
import { literalsOf } from '../../proving/visible.ts';
import type { Bred, Breeder, BreedRequest } from '../breeder.ts';
import { codeBreeder } from './codeBreeder.ts';
import { codeReader } from './codeReader.ts';
import { Lately } from './lately.ts';
import { likelyEdits, mutateCode } from './mutateCode.ts';
import { CODE_OPERATORS } from './operators.ts';
import { suspectsOf } from './suspects.ts';

/** One edit of any class, drawn by its estimated chance to be the fix: what local search is made of. */
export const LIKELY_EDIT = 'likely_edit';

const REPAIRS = Object.values(CODE_OPERATORS)
  .flat()
  .filter((operator) => !(SPEED_REWRITES as readonly unknown[]).includes(operator));

/** The edits of parents, those that are tried first first; all children of a generation have some of few parents. */
const known = new Lately<Promise<readonly (readonly Ranked[])[]>>(64);

/** The code breeder with an operator that looks where the parent is wrong; where nothing is wrong it looks for what costs less. */
export function guidedBreeder(sandbox: Sandbox): Breeder {
  return {
    ...codeBreeder,
    mutations: [LIKELY_EDIT, ...codeBreeder.mutations],
    local: [LIKELY_EDIT],
    breed: async (request) =>
      request.operator === LIKELY_EDIT ? likely(sandbox, request) : codeBreeder.breed(request),
  };
}

async function likely(sandbox: Sandbox, request: BreedRequest): Promise<Bred> {
  const { spec, seed, missed } = request;
  const parent = request.parents[0]!;
  const reader = codeReader(spec.language);
  const tree = reader?.tree(parent) ?? null;
  if (reader === null || tree === null)
    return {
      status: 'nothing',
      reason: `the genetic editor edits JavaScript and TypeScript that parses, not this ${spec.language}`,
      costMicro: 0,
    };
  const key = sha256(JSON.stringify([parent, spec.capability, literalsOf(spec), missed]));
  const families = known.of(key, () => {
    const made = editsOf(sandbox, request, tree);
    made.catch(() => known.forget(key));
    return made;
  });
  const random = randomFrom(deriveSeed(seed, LIKELY_EDIT));
  for (const edits of await families) {
    const child = mutateCode(reader, parent, edits, random);
    if (child !== null)
      return {
        status: 'bred',
        source: child.source,
        operators: [LIKELY_EDIT, child.edit],
        costMicro: 0,
      };
  }
  return { status: 'nothing', reason: 'nothing in the parent can be changed', costMicro: 0 };
}

async function editsOf(
  sandbox: Sandbox,
  request: BreedRequest,
  tree: Tree,
): Promise<readonly (readonly Ranked[])[]> {
  const { spec, missed } = request;
  // Where every answer is right only what means the same can be better, until that is used up.
  const families = missed.length > 0 ? [REPAIRS] : [SPEED_REWRITES, REPAIRS];
  const suspicion = await suspectsOf(sandbox, request, tree);
  return families.map((family) => likelyEdits(tree, family, literalsOf(spec), suspicion));
}
