import { z } from 'zod';
import * as capability from '../../events/capability.ts';
import { Id } from '../../events/commit.ts';
import { Json } from '../../events/json.ts';
import * as objectives from '../../events/objectives.ts';
import * as traffic from '../../events/traffic.ts';
import type { DocComments } from './docComments.ts';
import { code, fieldTable, typeText } from './shapeTable.ts';

/** Shapes with a section of their own, in the order they are met. */
const sections = {
  Example: capability.Example,
  Compare: capability.Compare,
  Property: capability.Property,
  Postcondition: capability.Postcondition,
  RobustnessInput: capability.RobustnessInput,
  Objectives: objectives.Objectives,
  CallLimits: objectives.CallLimits,
  Observe: objectives.Observe,
  Search: capability.Search,
  ToolSpec: capability.ToolSpec,
  WorkflowSpec: capability.WorkflowSpec,
  SeedFile: capability.SeedFile,
  ControlFile: capability.ControlFile,
  OracleFile: capability.OracleFile,
} as const;

/** Shapes that are said in a word. */
const words = new Map<z.core.$ZodType, string>([
  [Json, 'any JSON'],
  [capability.JsonSchema, 'JSON Schema'],
  [Id, 'id'],
]);

/** The reference of capability and traffic files as Markdown. `docs` are the docstrings beside the schemas. */
export function capabilityReference(docs: DocComments): string {
  const named = new Map<z.core.$ZodType, string>(
    Object.entries(sections).map(([name, schema]) => [schema, name]),
  );
  const shapes = { named, words };
  // The fields that file and stored form share are documented where both take them from.
  const shared = new Map([...docs].map(([name, doc]) => [name.replace(/^shape\./, 'CapabilityFile.'), doc]));
  const section = (name: string, schema: z.core.$ZodType): string[] => {
    const others = { named: new Map([...named].filter(([other]) => other !== schema)), words };
    const doc = docs.get(name);
    return [
      `### ${name}`,
      '',
      ...(doc === undefined ? [] : [doc, '']),
      ...(schema instanceof z.ZodObject
        ? fieldTable(name, schema, others, docs)
        : [typeText(schema, others), '']),
    ];
  };
  return [
    '# Capability files',
    '',
    'Generated from `events/capability.ts` by `npm run docs:reference`; do not edit by hand.',
    '',
    'A capability is one YAML or JSON file. Unknown fields are refused with line, column and the nearest name. How to write one:',
    '[write a capability](../how-to/write-a-capability.md); working ones: [examples](../examples/README.md). A field without a default is',
    `needed. An id matches ${code('[a-z0-9][a-z0-9_-]{0,63}')}.`,
    '',
    ...fieldTable('CapabilityFile', capability.CapabilityFile, shapes, shared),
    '## Parts',
    '',
    ...Object.entries(sections).flatMap(([name, schema]) => section(name, schema)),
    '## Traffic files',
    '',
    docs.get('TrafficFile') ?? '',
    '',
    ...fieldTable('TrafficFile', traffic.TrafficFile, shapes, docs),
  ].join('\n');
}
