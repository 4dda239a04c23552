import { ToolSpec } from '../../events/tool.ts';
import { WorkflowSpec } from '../../events/workflow.ts';

const schemas = { tool: ToolSpec, workflow: WorkflowSpec } as const;

/** A seed of a tool or workflow is another declaration of it, as JSON; its checked text, or what is wrong with it. */
export function declaredSeed(
  kind: 'tool' | 'workflow',
  source: string,
): { readonly ok: true; readonly source: string } | { readonly ok: false; readonly message: string } {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return {
      ok: false,
      message: `it is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const read = schemas[kind].safeParse(value);
  if (read.success) return { ok: true, source: JSON.stringify(read.data) };
  const [issue] = read.error.issues;
  return { ok: false, message: `\`${issue?.path.join('.') || kind}\`: ${issue?.message ?? 'not valid'}` };
}
