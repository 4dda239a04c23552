import { sha256 } from '../../../events/hash.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { SPEED_REWRITES } from '../../generators/editor/rewrites/index.ts';
import type { Tree } from '../../generators/editor/tree.ts';
import type { Sandbox } from '../../ports.ts';
import { literalsOf } from '../../proving/visible.ts';
import type { Bred, Breeder, BreedRequest } from '../breeder.ts';
import { codeBreeder } from './codeBreeder.ts';
import { codeReader } from './codeReader.ts';
import { mutateCode } from './mutateCode.ts';
import { CODE_OPERATORS } from './operators.ts';
import { suspectsOf } from './suspects.ts';
import type { Suspicion } from '../../generators/editor/localise.ts';

/** One edit of any class, drawn by its estimated chance to be the fix: what local search is made of. */
export const LIKELY_EDIT = 'likely_edit';

const REPAIRS = Object.values(CODE_OPERATORS)
  .flat()
  .filter((operator) => !(SPEED_REWRITES as readonly unknown[]).includes(operator));

/** Traced parents that are remembered: all children of a generation in one process have some of few. */
const TRACED = 16;

/** The code breeder with an operator that looks where the parent is wrong; where nothing is wrong it looks for what costs less. */
export function guidedBreeder(sandbox: Sandbox): Breeder {
  const traced = new Map<string, Promise<Suspicion>>();
  const suspects = (request: BreedRequest, tree: Tree): Promise<Suspicion> => {
    const key = sha256(JSON.stringify([request.parents[0], request.spec.capability, request.missed]));
    const known = traced.get(key);
    if (known !== undefined) return known;
    const made = suspectsOf(sandbox, request, tree);
    made.catch(() => traced.delete(key));
    traced.set(key, made);
    if (traced.size > TRACED) traced.delete(traced.keys().next().value!);
    return made;
  };
  return {
    ...codeBreeder,
    mutations: [LIKELY_EDIT, ...codeBreeder.mutations],
    local: [LIKELY_EDIT],
    breed: async (request) =>
      request.operator === LIKELY_EDIT ? likely(suspects, request) : codeBreeder.breed(request),
  };
}

async function likely(
  suspects: (request: BreedRequest, tree: Tree) => Promise<Suspicion>,
  request: BreedRequest,
): Promise<Bred> {
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
  const random = randomFrom(deriveSeed(seed, LIKELY_EDIT));
  // Where every answer is right only what means the same can be better, until that is used up.
  const families = missed.length > 0 ? [REPAIRS] : [SPEED_REWRITES, REPAIRS];
  const suspicion = await suspects(request, tree);
  for (const family of families) {
    const child = mutateCode(reader, parent, family, literalsOf(spec), random, suspicion);
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
