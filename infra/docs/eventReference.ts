import { z } from 'zod';
import { catalog, versionOf } from '../../events/catalog.ts';
import type { FactType } from '../../events/catalog.ts';
import { factTypes } from '../../events/schema.ts';
import { speakersOf } from '../../events/speakers.ts';
import type { DocComments } from './docComments.ts';

/** A schema with a name of its own, so that the reference links to it in place of repeating it. */
export type Shapes = ReadonlyMap<z.core.$ZodType, string>;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string) => `\`${text}\``;

/** Bounds and pattern of a scalar, from its JSON Schema; the largest safe integer is no bound worth naming. */
function scalarText(schema: z.core.$ZodType): string {
  const { type, minimum, maximum, pattern, maxLength, format, const: only } = z.toJSONSchema(schema);
  if (only !== undefined) return code(JSON.stringify(only));
  const bounds = [
    minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : `≥ ${minimum}`,
    maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : `≤ ${maximum}`,
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    format === undefined ? (pattern === undefined ? '' : code(pattern)) : format,
  ].filter((bound) => bound !== '');
  return [type ?? 'any JSON', ...bounds].join(', ');
}

function typeText(schema: z.core.$ZodType, shapes: Shapes): string {
  const name = shapes.get(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (schema instanceof z.ZodNullable) return `${typeText(schema.unwrap(), shapes)}, or null`;
  if (schema instanceof z.ZodOptional) return `${typeText(schema.unwrap(), shapes)}, or absent`;
  if (schema instanceof z.ZodArray) return `list of ${typeText(schema.element, shapes)}`;
  if (schema instanceof z.ZodRecord) return `map to ${typeText(schema.valueType, shapes)}`;
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => code(String(option))).join(' · ');
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => typeText(option, shapes)).join(' or ');
  if (schema instanceof z.ZodObject) return 'object';
  return scalarText(schema);
}

/** The object whose fields are worth a row of their own: inside lists, maps and nullables, but not behind a name. */
function fieldsWithin(schema: z.core.$ZodType, shapes: Shapes): z.ZodObject | null {
  if (shapes.has(schema)) return null;
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
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

function table(owner: string, object: z.ZodObject, shapes: Shapes, docs: DocComments): string[] {
  return ['| field | type | meaning |', '|---|---|---|', ...rows(owner, object, shapes, docs), ''];
}

function factSection(type: FactType, shapes: Shapes, docs: DocComments): string[] {
  const doc = [...docs].find(([name]) => name.endsWith(`.${type}`))?.[1];
  const version = versionOf(type);
  return [
    `### ${type}`,
    '',
    ...(doc === undefined ? [] : [doc, '']),
    `Version ${version} · said by ${speakersOf(type).join(', ')} · [JSON Schema](schemas/${type}@${version}.json)`,
    '',
    ...table(type, catalog[type], shapes, docs),
  ];
}

function shapeSection(name: string, schema: z.core.$ZodType, shapes: Shapes, docs: DocComments): string[] {
  const doc = docs.get(name);
  const others = new Map([...shapes].filter(([other]) => other !== schema));
  const fields =
    schema instanceof z.ZodObject ? table(name, schema, others, docs) : [typeText(schema, others), ''];
  return [`### ${name}`, '', ...(doc === undefined ? [] : [doc, '']), ...fields];
}

/** The event reference as Markdown. `shapes` are the named schemas, `docs` the docstrings beside them. */
export function eventReference(shapes: Shapes, docs: DocComments): string {
  const named = [...shapes].sort(([, a], [, b]) => (a < b ? -1 : 1));
  return [
    '# Events',
    '',
    'Generated from the schemas in `events/` by `npm run docs:events`; do not edit by hand.',
    '',
    'Each fact is one entry of a commit’s `events`: `{ type, v, data }`. Timestamps are ISO strings in UTC, money is',
    'integer micro-dollars, durations are integer microseconds unless the name says otherwise. Stored facts of older',
    'versions are lifted to the current one when they are read. The whole of it in one file each:',
    '[commit](schemas/commit.json), [run batch](schemas/run-batch.json), [task request](schemas/task-request.json),',
    '[AsyncAPI](schemas/asyncapi.json).',
    '',
    '## Facts',
    '',
    ...factTypes.flatMap((type) => factSection(type, shapes, docs)),
    '## Shapes',
    '',
    ...named.flatMap(([schema, name]) => shapeSection(name, schema, shapes, docs)),
  ].join('\n');
}
