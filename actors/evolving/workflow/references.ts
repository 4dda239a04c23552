import { isFields } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import { WorkflowSpec } from '../../../events/workflow.ts';
import { referenceParts, templateReferences } from '../../template.ts';

const HOLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The same template with each reference as `change` says it. */
export function changeReferences(template: Json, change: (reference: string) => string): Json {
  if (typeof template === 'string')
    return template.replaceAll(HOLE, (_, reference: string) => `{{${change(reference)}}}`);
  if (Array.isArray(template)) return template.map((item: Json) => changeReferences(item, change));
  if (!isFields(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, item]) => [key, changeReferences(item, change)]),
  );
}

/** The step whose result a reference names; null for the input. */
export function stepOf(reference: string): string | null {
  const [root, step] = referenceParts(reference) ?? [];
  return root === 'steps' ? (step ?? null) : null;
}

/** A reference to another value, its fields below the result kept: `steps.a.result.x` to `input` is `input.x`. */
export function redirected(reference: string, to: string): string {
  const below = (referenceParts(reference) ?? []).slice(stepOf(reference) === null ? 1 : 3);
  return [to, ...below].join('.');
}

function isEarlier(reference: string, earlier: readonly string[]): boolean {
  const parts = referenceParts(reference);
  if (parts === null) return false;
  if (parts[0] === 'input') return true;
  return parts[0] === 'steps' && earlier.includes(parts[1] ?? '') && parts[2] === 'result';
}

/** Whether it is a workflow in which no two steps have one id and each refers to the input and earlier steps alone (SPEC G23). */
export function isSound(workflow: WorkflowSpec): boolean {
  if (!WorkflowSpec.safeParse(workflow).success) return false;
  const earlier: string[] = [];
  for (const { id, input } of workflow.steps) {
    if (earlier.includes(id)) return false;
    if (!templateReferences(input).every((reference) => isEarlier(reference, earlier))) return false;
    earlier.push(id);
  }
  return templateReferences(workflow.output ?? null).every((reference) => isEarlier(reference, earlier));
}
