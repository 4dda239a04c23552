import { z } from 'zod';
import { catalog, versionOf } from '../../events/catalog.ts';
import type { FactType } from '../../events/catalog.ts';
import { factTypes } from '../../events/schema.ts';
import { speakersOf } from '../../events/speakers.ts';
import type { DocComments } from './docComments.ts';
import { fieldTable, typeText } from './shapeTable.ts';
import type { Shapes } from './shapeTable.ts';

function factSection(type: FactType, shapes: Shapes, docs: DocComments): string[] {
  const doc = [...docs].find(([name]) => name.endsWith(`.${type}`))?.[1];
  const version = versionOf(type);
  return [
    `### ${type}`,
    '',
    ...(doc === undefined ? [] : [doc, '']),
    `Version ${version} · said by ${speakersOf(type).join(', ')} · [JSON Schema](schemas/${type}@${version}.json)`,
    '',
    ...fieldTable(type, catalog[type], shapes, docs),
  ];
}

function shapeSection(name: string, schema: z.core.$ZodType, shapes: Shapes, docs: DocComments): string[] {
  const doc = docs.get(name);
  const others = { ...shapes, named: new Map([...shapes.named].filter(([other]) => other !== schema)) };
  const fields =
    schema instanceof z.ZodObject ? fieldTable(name, schema, others, docs) : [typeText(schema, others), ''];
  return [`### ${name}`, '', ...(doc === undefined ? [] : [doc, '']), ...fields];
}

/** The event reference as Markdown. `shapes` are the named schemas, `docs` the docstrings beside them. */
export function eventReference(shapes: Shapes, docs: DocComments): string {
  const named = [...shapes.named].sort(([, a], [, b]) => (a < b ? -1 : 1));
  return [
    '# Events',
    '',
    'Generated from the schemas in `events/` by `npm run docs:reference`; do not edit by hand.',
    '',
    'Each fact is one entry of a commit’s `events`: `{ type, v, data }`. Timestamps are ISO strings in UTC, money is',
    'integer micro-dollars, durations are integer microseconds unless the name says otherwise. Stored facts of older',
    'versions are lifted to the current one when they are read. The whole of it in one file each:',
    '[commit](schemas/commit.json), [run batch](schemas/run-batch.json), [task order](schemas/task-order.json),',
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
