import type { CapabilitySpec } from '../../events/capability.ts';
import { parseJson } from '../../events/json.ts';
import type { Program, ServedOutcome } from '../ports.ts';
import { predicateProgram } from './predicates.ts';
import type { Predicate } from './predicates.ts';
import { schemaCheck } from './schema.ts';

/** A run's quality (DESIGN 9): the share of statements that hold; null when the capability makes none. */
export type Judgement = {
  readonly quality: number | null;
  /** Names of what does not hold; `output schema` for the schema. */
  readonly failed: readonly string[];
};

const SCHEMA = 'output schema';

function statementsOf(spec: CapabilitySpec): Predicate[] {
  return [...spec.postconditions, ...spec.properties].map(({ name, holds }) => ({ name, holds }));
}

/** What judges served runs beside the artifact (`Sandbox.serve`); null when the capability states nothing but its schema. */
export function judgeProgram(spec: CapabilitySpec): Program | null {
  const statements = statementsOf(spec);
  return statements.length === 0 ? null : predicateProgram(statements);
}

/**
 * The quality of one served run: postconditions, properties and the output schema that hold / all of them, in [0, 1].
 * A call that gave no output holds none. `outcome.judged` comes from {@link judgeProgram}.
 */
export function judgement(spec: CapabilitySpec, outcome: ServedOutcome): Judgement {
  const names = statementsOf(spec).map(({ name }) => name);
  const schemaSays = spec.output !== true;
  const all = schemaSays ? [...names, SCHEMA] : names;
  if (all.length === 0) return { quality: null, failed: [] };
  if (outcome.status !== 'ok') return { quality: 0, failed: all };
  const answers = outcome.judged === null ? [] : parseJson(outcome.judged);
  const held = (index: number) => Array.isArray(answers) && answers[index] === true;
  const failed = names.filter((_, index) => !held(index));
  if (schemaSays && schemaCheck(spec.output)(parseJson(outcome.output)).length > 0) failed.push(SCHEMA);
  return { quality: 1 - failed.length / all.length, failed };
}
