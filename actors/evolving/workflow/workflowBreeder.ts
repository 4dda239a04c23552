import type { CapabilitySpec } from '../../../events/capability.ts';
import { canonicalJson, isFields } from '../../../events/json.ts';
import { WorkflowSpec } from '../../../events/workflow.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { literalsOf } from '../../proving/visible.ts';
import { specOf } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { Breeder, BreedRequest, Bred } from '../breeder.ts';
import { wordDistance } from '../wordDistance.ts';
import { shuffled, spliced, STEP_OPERATORS } from './operators.ts';
import type { Kit, Part, StepOperator } from './operators.ts';
import { changeReferences, isSound, redirected, stepOf } from './references.ts';

const OPERATORS: Readonly<Record<string, StepOperator>> = STEP_OPERATORS;

const read = (source: string): WorkflowSpec => WorkflowSpec.parse(JSON.parse(source));
const textOf = (workflow: WorkflowSpec): string => JSON.stringify(WorkflowSpec.parse(workflow));

/** Steps by their places: two workflows that call their steps otherwise are the same. */
function essence(workflow: WorkflowSpec): string {
  const place = new Map(workflow.steps.map(({ id }, index) => [id, `s${index}`]));
  const change = (reference: string): string => {
    const step = stepOf(reference);
    return step === null ? reference : redirected(reference, `steps.${place.get(step)!}.result`);
  };
  const { steps, output } = workflow;
  return canonicalJson({
    steps: steps.map(({ capability, input }) => ({ capability, input: changeReferences(input, change) })),
    output: output === undefined ? undefined : changeReferences(output, change),
  });
}

/** What is served and could be a step; the capability itself would call itself without end. */
async function partsOf(workshop: Workshop, own: string): Promise<readonly Part[]> {
  const served = await workshop.readModel.served();
  return Promise.all(
    served
      .filter(({ capability }) => capability !== own)
      .map(async ({ capability, spec: hash }) => {
        const spec = await specOf(workshop, hash);
        return { capability, input: canonicalJson(spec.input), output: canonicalJson(spec.output) };
      }),
  );
}

async function kitOf(workshop: Workshop, spec: CapabilitySpec): Promise<Kit> {
  const properties = isFields(spec.input) ? spec.input['properties'] : undefined;
  return {
    parts: await partsOf(workshop, spec.capability),
    literals: literalsOf(spec),
    input: canonicalJson(spec.input),
    fields: isFields(properties) ? Object.keys(properties) : [],
  };
}

/** One sound child that is another workflow than its parents, drawn by the seed. */
function drawn(
  { operator, seed }: BreedRequest,
  parents: readonly WorkflowSpec[],
  children: readonly WorkflowSpec[],
): Bred {
  const known = parents.map(essence);
  const random = randomFrom(deriveSeed(seed, operator));
  const child = shuffled(children, random).find((one) => isSound(one) && !known.includes(essence(one)));
  return child === undefined
    ? { status: 'nothing', reason: `${operator} has nothing to make of these steps`, costMicro: 0 }
    : { status: 'bred', source: textOf(child), operators: [operator], costMicro: 0 };
}

/** Breeds workflows by typed changes of their steps, over what is served in this house. Children refer to the input and earlier steps alone. */
export function workflowBreeder(workshop: Workshop): Breeder {
  const mutations = Object.keys(OPERATORS);
  return {
    kind: 'workflow',
    mutations,
    crossovers: ['cross'],
    local: mutations,
    empty: ({ capability, workflow }) => {
      if (workflow === null) throw new Error(`${capability} is no workflow: it has no steps`);
      return textOf({ steps: workflow.steps.slice(0, 1), output: null });
    },
    distance: (a, b) => wordDistance(essence(read(a)), essence(read(b))),
    // What models bill for the steps is not known before they run.
    dearest: () => 0,
    breed: async (request) => {
      const parents = request.parents.map(read);
      const [a, b] = parents;
      if (request.operator === 'cross') {
        if (a === undefined || b === undefined) throw new Error('cross needs two parents');
        return drawn(request, parents, spliced(a, b));
      }
      const operator = OPERATORS[request.operator];
      if (operator === undefined || a === undefined)
        throw new Error(
          `"${request.operator}" is no operator on workflows: ${[...mutations, 'cross'].join(', ')}`,
        );
      return drawn(request, parents, operator(a, await kitOf(workshop, request.spec)));
    },
  };
}
