import { isFields } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import type { WorkflowSpec } from '../../../events/workflow.ts';
import type { Random } from '../../../machines/rules/random.ts';
import { templateReferences } from '../../template.ts';
import { changeReferences, redirected, stepOf } from './references.ts';

type Step = WorkflowSpec['steps'][number];

/** What a step may run: the schemas as canonical texts. */
export type Part = { readonly capability: string; readonly input: string; readonly output: string };

/** What steps may be made of. `literals`: values worth trying as constants. */
export type Kit = {
  readonly parts: readonly Part[];
  readonly literals: readonly (string | number | boolean)[];
  /** The input schema of the whole, as canonical text, and the names of its fields. */
  readonly input: string;
  readonly fields: readonly string[];
};

/** Every child this operator can make; most are drawn from, so they need not be sound. */
export type StepOperator = (workflow: WorkflowSpec, kit: Kit) => readonly WorkflowSpec[];

const STEPS_MAX = 50;

function withStep(workflow: WorkflowSpec, index: number, step: Step): WorkflowSpec {
  return { ...workflow, steps: workflow.steps.with(index, step) };
}

/** The workflow with every reference below `from` changed; the output counts as below all steps. */
function rewired(workflow: WorkflowSpec, from: number, change: (reference: string) => string): WorkflowSpec {
  return {
    steps: workflow.steps.map((step, index) =>
      index < from ? step : { ...step, input: changeReferences(step.input, change) },
    ),
    ...(workflow.output === undefined ? {} : { output: changeReferences(workflow.output, change) }),
  };
}

function freshId(steps: readonly Step[], like: string): string {
  const taken = steps.map(({ id }) => id);
  for (let n = 2; ; n += 1) {
    const id = `${like.replace(/-\d+$/, '').slice(0, 58)}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

const valueBefore = (steps: readonly Step[], index: number): string =>
  index === 0 ? 'input' : `steps.${steps[index - 1]!.id}.result`;

/** A new step behind this one, which takes its result and gives it on to all that took it. */
function inserted(workflow: WorkflowSpec, index: number, capability: string): WorkflowSpec {
  const { steps } = workflow;
  const value = index < 0 ? 'input' : `steps.${steps[index]!.id}.result`;
  const id = freshId(steps, index < 0 ? capability : steps[index]!.id);
  const change = (reference: string): string =>
    (index < 0 ? reference === 'input' : stepOf(reference) === steps[index]!.id)
      ? redirected(reference, `steps.${id}.result`)
      : reference;
  const later = rewired(workflow, index + 1, change);
  return {
    ...later,
    steps: [
      ...later.steps.slice(0, index + 1),
      { id, capability, input: `{{${value}}}` },
      ...later.steps.slice(index + 1),
    ],
  };
}

/** What a step takes when it takes one value whole, else what stands before it. */
function passedOn({ steps }: WorkflowSpec, index: number): string {
  const { input } = steps[index]!;
  const whole = typeof input === 'string' ? /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(input) : null;
  return whole?.[1] ?? valueBefore(steps, index);
}

/** Each template with one of its leaves replaced, for each replacement of that leaf. */
function leafChanges(template: Json, changes: (leaf: Json) => readonly Json[]): Json[] {
  if (Array.isArray(template))
    return template.flatMap((item: Json, index) =>
      leafChanges(item, changes).map((changed) => template.with(index, changed)),
    );
  if (isFields(template))
    return Object.entries(template).flatMap(([key, item]) =>
      leafChanges(item, changes).map((changed) => ({ ...template, [key]: changed })),
    );
  return [...changes(template)];
}

/** The same in every step and in the output. */
function everywhere(
  workflow: WorkflowSpec,
  changes: (leaf: Json, index: number) => readonly Json[],
): WorkflowSpec[] {
  const { steps, output } = workflow;
  return [
    ...steps.flatMap((step, index) =>
      leafChanges(step.input, (leaf) => changes(leaf, index)).map((input) =>
        withStep(workflow, index, { ...step, input }),
      ),
    ),
    ...(output === undefined
      ? []
      : leafChanges(output, (leaf) => changes(leaf, steps.length)).map((changed) => ({
          ...workflow,
          output: changed,
        }))),
  ];
}

function otherConstants(leaf: Json, literals: Kit['literals']): readonly Json[] {
  if (typeof leaf === 'boolean') return [!leaf];
  if (typeof leaf === 'number')
    return [leaf + 1, leaf - 1, -leaf, 2 * leaf, ...literals.filter((one) => typeof one === 'number')];
  if (typeof leaf !== 'string' || templateReferences(leaf).length > 0) return [];
  return literals.filter((one) => typeof one === 'string');
}

/**
 * Typed changes of a workflow's steps (SPEC E4, G8). Steps are swapped only for capabilities with the same schemas, and put in only where
 * they take and give what flows there.
 */
export const STEP_OPERATORS = {
  swap_capability: (workflow, { parts }) =>
    workflow.steps.flatMap((step, index) => {
      const own = parts.find(({ capability }) => capability === step.capability);
      return parts
        .filter(({ input, output }) => input === own?.input && output === own.output)
        .map(({ capability }) => withStep(workflow, index, { ...step, capability }));
    }),
  remove_step: (workflow) =>
    workflow.steps.map(({ id }, index) => {
      const value = passedOn(workflow, index);
      // What no output says is the last step's result, whichever that is.
      const shorter = { ...workflow, steps: workflow.steps.toSpliced(index, 1) };
      return rewired(shorter, index, (reference) =>
        stepOf(reference) === id ? redirected(reference, value) : reference,
      );
    }),
  duplicate_step: (workflow) =>
    workflow.steps.map(({ capability }, index) => inserted(workflow, index, capability)),
  insert_step: (workflow, { parts, input }) => {
    const flows = [
      input,
      ...workflow.steps.map((step) => parts.find((one) => one.capability === step.capability)?.output),
    ];
    return flows.flatMap((flow, place) =>
      parts
        .filter((part) => part.input === flow && part.output === flow)
        .map(({ capability }) => inserted(workflow, place - 1, capability)),
    );
  },
  reorder: (workflow) =>
    workflow.steps.slice(1).map((step, index) => {
      const before = workflow.steps[index]!;
      const swapped = withStep(workflow, index, { ...before, capability: step.capability });
      return withStep(swapped, index + 1, { ...step, capability: before.capability });
    }),
  rewire_input: (workflow, { fields }) =>
    everywhere(workflow, (leaf, index) => {
      if (typeof leaf !== 'string') return [];
      const known = [
        'input',
        ...fields.map((field) => `input.${field}`),
        ...workflow.steps.slice(0, index).map(({ id }) => `steps.${id}.result`),
      ];
      return [...new Set(templateReferences(leaf))].flatMap((from) =>
        known.map((to) => changeReferences(leaf, (reference) => (reference === from ? to : reference))),
      );
    }),
  change_constant: (workflow, { literals }) => everywhere(workflow, (leaf) => otherConstants(leaf, literals)),
} satisfies Readonly<Record<string, StepOperator>>;

/** The first steps of one workflow and the last of another, what those took from lost steps taken from the last kept one; all cuts. */
export function spliced(a: WorkflowSpec, b: WorkflowSpec): readonly WorkflowSpec[] {
  return a.steps.flatMap((_, cut) => {
    const head = a.steps.slice(0, cut + 1);
    return b.steps.map((__, from) => splice(head, b, from));
  });
}

function splice(head: readonly Step[], b: WorkflowSpec, from: number): WorkflowSpec {
  const kept = [...head];
  const renamed = new Map<string, string>();
  const change = (reference: string): string => {
    const step = stepOf(reference);
    if (step === null) return reference;
    const id = renamed.get(step) ?? (head.some((one) => one.id === step) ? step : head.at(-1)!.id);
    return redirected(reference, `steps.${id}.result`);
  };
  for (const step of b.steps.slice(from)) {
    const id = kept.some((one) => one.id === step.id) ? freshId(kept, step.id) : step.id;
    kept.push({ id, capability: step.capability, input: changeReferences(step.input, change) });
    renamed.set(step.id, id);
  }
  return {
    steps: kept.slice(0, STEPS_MAX),
    ...(b.output === undefined ? {} : { output: changeReferences(b.output, change) }),
  };
}

/** One of them, in an order of its own for each seed. */
export function shuffled<T>(from: readonly T[], random: Random): T[] {
  return from
    .map((one) => ({ one, key: random.uniform() }))
    .toSorted((x, y) => x.key - y.key)
    .map(({ one }) => one);
}
