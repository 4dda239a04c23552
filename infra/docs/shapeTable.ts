import { z } from 'zod';
import type { DocComments } from './docComments.ts';

/** Schemas with a section of their own, which the reference links to, and schemas that are said in a word. */
export type Shapes = {
  readonly named: ReadonlyMap<z.core.$ZodType, string>;
  readonly words: ReadonlyMap<z.core.$ZodType, string>;
};

export const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
export const code = (text: string) => `\`${text}\``;

/** `1 to 500`, `at most 20`, `at least 1`; nothing when there is no bound. */
function spanText(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (most !== undefined) return `at most ${most}`;
  return least === undefined ? '' : `at least ${least}`;
}

/** How long a string may be; one character is enough for most that have to be there. */
function lengthText(least: number | undefined, most: number | undefined): string {
  if (least === 1 && most === undefined) return 'not empty';
  const span = spanText(least, most);
  return span === '' ? '' : `${span} characters`;
}

/** Bounds and pattern of a scalar, from its JSON Schema; the largest safe integer is no bound worth naming. */
function scalarText(schema: z.core.$ZodType): string {
  const json = z.toJSONSchema(schema);
  const { type, minimum, exclusiveMinimum, maximum, pattern, format, const: only } = json;
  if (only !== undefined) return code(JSON.stringify(only));
  const bounds = [
    minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : `≤ ${maximum}`,
    lengthText(json.minLength, json.maxLength),
    format === undefined ? (pattern === undefined ? '' : code(pattern)) : format,
  ].filter((bound) => bound !== '');
  return [type ?? 'any JSON', ...bounds].join(', ');
}

function listText(schema: z.ZodArray, shapes: Shapes): string {
  const { minItems, maxItems } = z.toJSONSchema(schema);
  const span = spanText(minItems, maxItems);
  return `list${span === '' ? '' : ` (${span})`} of ${typeText(schema.element, shapes)}`;
}

/** A type in words: a link to a named shape, else what it is made of. */
export function typeText(schema: z.core.$ZodType, shapes: Shapes): string {
  const name = shapes.named.get(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const word = shapes.words.get(schema);
  if (word !== undefined) return word;
  if (schema instanceof z.ZodDefault) {
    return `${typeText(schema.unwrap(), shapes)}, default ${code(JSON.stringify(schema.def.defaultValue))}`;
  }
  if (schema instanceof z.ZodPrefault) return `${typeText(schema.unwrap(), shapes)}, or its defaults`;
  if (schema instanceof z.ZodNullable) return `${typeText(schema.unwrap(), shapes)}, or null`;
  if (schema instanceof z.ZodOptional) return `${typeText(schema.unwrap(), shapes)}, or absent`;
  if (schema instanceof z.ZodArray) return listText(schema, shapes);
  if (schema instanceof z.ZodRecord) return `map to ${typeText(schema.valueType, shapes)}`;
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => code(String(option))).join(' · ');
  if (schema instanceof z.ZodUnion)
    return schema.options
      .map((option) =>
        option instanceof z.ZodObject && !shapes.named.has(option)
          ? code(`{ ${Object.keys(option.shape).join(', ')} }`)
          : typeText(option, shapes),
      )
      .join(' or ');
  if (schema instanceof z.ZodObject) return 'object';
  return scalarText(schema);
}

/** The object whose fields are worth a row of their own: inside lists, maps and nullables, but not behind a name. */
function fieldsWithin(schema: z.core.$ZodType, shapes: Shapes): z.ZodObject | null {
  if (shapes.named.has(schema) || shapes.words.has(schema)) return null;
  if (schema instanceof z.ZodObject) return schema;
  if (
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return fieldsWithin(schema.unwrap(), shapes);
  if (schema instanceof z.ZodArray) return fieldsWithin(schema.element, shapes);
  return schema instanceof z.ZodRecord ? fieldsWithin(schema.valueType, shapes) : null;
}

function rows(owner: string, object: z.ZodObject, shapes: Shapes, docs: DocComments, path = ''): string[] {
  return Object.entries(object.shape).flatMap(([name, schema]) => {
    const doc = docs.get(`${owner}.${name}`) ?? schema.description ?? '';
    const row = `| ${code(path + name)} | ${cell(typeText(schema, shapes))} | ${cell(doc)} |`;
    const within = fieldsWithin(schema, shapes);
    return [row, ...(within ? rows(name, within, shapes, docs, `${path}${name}.`) : [])];
  });
}

/** A table of the fields of an object, those of nested unnamed objects with their path. */
export function fieldTable(owner: string, object: z.ZodObject, shapes: Shapes, docs: DocComments): string[] {
  return ['| field | type | meaning |', '|---|---|---|', ...rows(owner, object, shapes, docs), ''];
}
