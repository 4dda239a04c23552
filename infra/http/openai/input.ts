import { schemaCheck } from '../../../actors/proving/schema.ts';
import type { JsonSchema } from '../../../events/jsonSchema.ts';
import { parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import { Problem } from '../problem.ts';

/**
 * The input that a user's text is for a capability, as JSON text: the value it says when it is JSON that fits the schema, else the text
 * itself where the schema takes texts. @throws Problem when neither fits.
 */
export function inputOf(text: string, schema: JsonSchema): string {
  const check = schemaCheck(schema);
  const said = parsed(text);
  if (said !== undefined && check(said).length === 0) return JSON.stringify(said);
  const [problem] = check(text);
  if (problem === undefined) return JSON.stringify(text);
  const why = said === undefined ? `it is not JSON, and as a text ${problem}` : check(said)[0];
  throw new Problem('bad-input', `the last user message is the input, but it does not fit: ${why}`, {
    status: 400,
    param: 'messages',
  });
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
