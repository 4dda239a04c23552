import type { CapabilitySpec } from '../../../events/capability.ts';
import { sha256 } from '../../../events/hash.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Ranked } from '../../generators/editor/rank.ts';
import { literalsOf } from '../../proving/visible.ts';
import type { Bred, Breeder, BreedRequest } from '../breeder.ts';
import { codeDistance } from './codeDistance.ts';
import { codeReader } from './codeReader.ts';
import { spliceCode, uniteCode } from './crossCode.ts';
import { Lately } from './lately.ts';
import { likelyEdits, mutateCode } from './mutateCode.ts';
import { CODE_OPERATORS } from './operators.ts';

const MUTATIONS = Object.keys(CODE_OPERATORS);

const nothing = (reason: string): Bred => ({ status: 'nothing', reason, costMicro: 0 });

const bred = (source: string, operators: readonly string[]): Bred => ({
  status: 'bred',
  source,
  operators,
  costMicro: 0,
});

/** Programs that answer nothing whatever they are asked. */
const EMPTY = {
  javascript: (entry: string) => `function ${entry}() {}`,
  typescript: (entry: string) => `function ${entry}() {}`,
  python: (entry: string) => `def ${entry}(*args):\n    return None`,
  bash: (entry: string) => `${entry}() { :; }`,
} satisfies Record<CapabilitySpec['language'], (entry: string) => string>;

/** Parents of a generation are few, and each is edited often. */
const edits = new Lately<readonly Ranked[]>(64);

function mutated({ operator, parents, seed, spec }: BreedRequest): Bred {
  const reader = codeReader(spec.language);
  if (reader === null)
    return nothing(`the genetic editor edits JavaScript and TypeScript, not ${spec.language}`);
  const family = CODE_OPERATORS[operator]!;
  const parent = parents[0]!;
  const literals = literalsOf(spec);
  const known = edits.of(sha256(JSON.stringify([operator, spec.language, literals, parent])), () => {
    const tree = reader.tree(parent);
    return tree === null ? [] : likelyEdits(tree, family, literals);
  });
  const child = mutateCode(reader, parent, known, randomFrom(deriveSeed(seed, operator)));
  if (child === null) return nothing(`nothing in the parent can be changed by ${operator}`);
  return bred(child.source, [operator, child.edit]);
}

function crossed({ operator, parents, seed, spec }: BreedRequest): Bred {
  const reader = codeReader(spec.language);
  if (reader === null)
    return nothing(`the genetic editor crosses JavaScript and TypeScript, not ${spec.language}`);
  const [a, b] = parents;
  if (a === undefined || b === undefined) throw new Error(`${operator} needs two parents`);
  const random = randomFrom(deriveSeed(seed, operator));
  const child =
    operator === 'unite'
      ? uniteCode(
          reader,
          [a, b],
          spec.seeds.map(({ source }) => source),
          random,
        )
      : spliceCode(reader, [a, b], random);
  if (child === null) return nothing(`${operator} of these parents gives nothing new`);
  return bred(child, [operator]);
}

/**
 * Breeds programs by the genetic editor's typed edits and by crossing their patches; no model, no cost. Children keep the layout and
 * comments of their parents: two children that differ in layout only have the distance 0.
 */
export const codeBreeder: Breeder = {
  kind: 'code',
  mutations: MUTATIONS,
  crossovers: ['unite', 'splice'],
  local: MUTATIONS,
  empty: ({ language, entry }) => EMPTY[language](entry),
  distance: codeDistance,
  dearest: () => 0,
  breed: async (request) => {
    if (codeBreeder.mutations.includes(request.operator)) return mutated(request);
    if (codeBreeder.crossovers.includes(request.operator)) return crossed(request);
    throw new Error(
      `"${request.operator}" is no operator on code: ${[...MUTATIONS, 'unite', 'splice'].join(', ')}`,
    );
  },
};
