import { parse } from 'yaml';
import { PromptGenome } from '../../events/promptGenome.ts';
import { ToolSpec } from '../../events/tool.ts';
import { WorkflowSpec } from '../../events/workflow.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';

/** A genome that is written down is meant to ask something; a blank rubric is only for controls. */
const WrittenGenome = PromptGenome.refine(({ rubric }) => rubric.trim() !== '', {
  path: ['rubric'],
  message: 'it says nothing',
});

const kinds = {
  tool: { schema: ToolSpec, read: parseJson, text: (value: unknown) => JSON.stringify(value), form: 'JSON' },
  workflow: {
    schema: WorkflowSpec,
    read: parseJson,
    text: (value: unknown) => JSON.stringify(value),
    form: 'JSON',
  },
  prompt: {
    schema: WrittenGenome,
    read: (source: string): unknown => parse(source),
    text: canonicalJson,
    form: 'YAML or JSON',
  },
} as const;

/**
 * A seed of a tool or workflow is another declaration of it, as JSON; of a prompt a genome, as YAML or JSON. Its checked text, or what is
 * wrong with it.
 */
export function declaredSeed(
  kind: keyof typeof kinds,
  source: string,
): { readonly ok: true; readonly source: string } | { readonly ok: false; readonly message: string } {
  const { schema, read: parsed, text, form } = kinds[kind];
  let value: unknown;
  try {
    value = parsed(source);
  } catch (error) {
    return {
      ok: false,
      message: `it is not ${form}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const read = schema.safeParse(value);
  if (read.success) return { ok: true, source: text(read.data) };
  const [issue] = read.error.issues;
  return { ok: false, message: `\`${issue?.path.join('.') || kind}\`: ${issue?.message ?? 'not valid'}` };
}
