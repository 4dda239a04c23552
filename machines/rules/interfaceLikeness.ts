import type { JsonSchema } from '../../events/jsonSchema.ts';
import { isFields } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';

/** How something is called and what it gives. */
export type Interface = {
  readonly spread: boolean;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
};

export type InterfaceLikeness = {
  /** 0.5 parameters + 0.3 output + 0.2 constraints (SPEC B11), each in [0, 1]. */
  readonly likeness: number;
  /** Called alike, and parameters and output have at least half in common: the code of one can be tried in place of the other's. */
  readonly matches: boolean;
};

const WEIGHTS = { parameters: 0.5, output: 0.3, constraints: 0.2 } as const;
const MATCHING = 0.5;
/** Deeper parts of a schema say little. */
const DEEPEST = 6;
const CONSTRAINTS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minItems',
  'maxItems',
  'uniqueItems',
  'required',
  'enum',
  'const',
  'additionalProperties',
] as const;

/** How much two interfaces have in common, by their JSON Schemas; the same both ways. */
export function interfaceLikeness(one: Interface, other: Interface): InterfaceLikeness {
  const parameters = shape(one.input, other.input);
  const output = shape(one.output, other.output);
  const constraints = common(constraintsOf(one), constraintsOf(other));
  const likeness =
    WEIGHTS.parameters * parameters + WEIGHTS.output * output + WEIGHTS.constraints * constraints;
  return {
    likeness: Math.round(likeness * 1e6) / 1e6,
    matches: one.spread === other.spread && parameters >= MATCHING && output >= MATCHING,
  };
}

/** Types in common, and of lists and objects how alike their parts are. */
function shape(one: JsonSchema, other: JsonSchema, depth = 0): number {
  const [types, others] = [typesOf(one), typesOf(other)];
  // What may be anything has half in common with what may not.
  if (types === null || others === null) return types === others ? 1 : 0.5;
  const shared = [...types].filter((type) => others.has(type));
  const overlap = shared.length / new Set([...types, ...others]).size;
  if (depth >= DEEPEST) return overlap;
  const parts = [
    ...(shared.includes('array') ? [inParts(itemsOf(one), itemsOf(other), depth)] : []),
    ...(shared.includes('object') ? [inParts(propertiesOf(one), propertiesOf(other), depth)] : []),
  ];
  return overlap * mean(parts);
}

type Parts = ReadonlyMap<string, JsonSchema>;

function inParts(one: Parts, other: Parts, depth: number): number {
  const names = [...new Set([...one.keys(), ...other.keys()])];
  return mean(
    names.map((name) => {
      const [mine, theirs] = [one.get(name), other.get(name)];
      return mine === undefined || theirs === undefined ? 0 : shape(mine, theirs, depth + 1);
    }),
  );
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Null: anything. Integers are numbers here; that they are whole is a constraint. */
function typesOf(schema: JsonSchema): ReadonlySet<string> | null {
  if (typeof schema === 'boolean') return null;
  const { type, enum: values, anyOf, oneOf } = schema;
  const named = typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : null;
  if (named !== null) return new Set(named.map((name) => (name === 'integer' ? 'number' : name)));
  if (Array.isArray(values)) return new Set(values.map(typeOf));
  const branches = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  const each = branches.map((branch) => typesOf(schemaOf(branch)));
  if (each.length === 0 || each.includes(null)) return null;
  return new Set(each.flatMap((types) => [...types!]));
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const schemaOf = (value: Json | undefined): JsonSchema =>
  typeof value === 'boolean' || isFields(value) ? value : true;

/** Of a list: its places, or what each of its items is. */
function itemsOf(schema: JsonSchema): Parts {
  if (typeof schema === 'boolean') return new Map();
  const { prefixItems, items } = schema;
  if (!Array.isArray(prefixItems)) return new Map([['items', schemaOf(items)]]);
  return new Map(prefixItems.map((item, index) => [String(index), schemaOf(item)]));
}

function propertiesOf(schema: JsonSchema): Parts {
  const properties = typeof schema === 'boolean' ? undefined : schema['properties'];
  if (!isFields(properties)) return new Map();
  return new Map(Object.entries(properties).map(([name, value]) => [name, schemaOf(value)]));
}

/** What limits values beyond their types, by where it stands. */
function constraintsOf({ input, output }: Interface): ReadonlyMap<string, string> {
  return new Map([...limits(input, 'input'), ...limits(output, 'output')]);
}

function limits(schema: JsonSchema, path: string, depth = 0): [string, string][] {
  if (typeof schema === 'boolean' || depth > DEEPEST) return [];
  const own = CONSTRAINTS.flatMap((name): [string, string][] =>
    schema[name] === undefined ? [] : [[`${path} ${name}`, JSON.stringify(schema[name])]],
  );
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  const whole: [string, string][] = types.includes('integer') ? [[`${path} whole`, 'true']] : [];
  const parts = [
    ...(schema['items'] || schema['prefixItems'] ? itemsOf(schema) : []),
    ...propertiesOf(schema),
  ];
  return [...own, ...whole, ...parts.flatMap(([name, part]) => limits(part, `${path}/${name}`, depth + 1))];
}

/** The same limit counts 1, one of the same kind ½. */
function common(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): number {
  return mean(
    [...new Set([...one.keys(), ...other.keys()])].map((name) =>
      one.has(name) && other.has(name) ? (one.get(name) === other.get(name) ? 1 : 0.5) : 0,
    ),
  );
}
