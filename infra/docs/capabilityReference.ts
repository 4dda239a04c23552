import { z } from 'zod';
import { Caching } from '../../events/caching.ts';
import * as capability from '../../events/capability.ts';
import { Id } from '../../events/commit.ts';
import { Json } from '../../events/json.ts';
import { JsonSchema } from '../../events/jsonSchema.ts';
import * as objectives from '../../events/objectives.ts';
import { PromptGenome } from '../../events/promptGenome.ts';
import * as statements from '../../events/statements.ts';
import { ToolSpec } from '../../events/tool.ts';
import { WorkflowSpec } from '../../events/workflow.ts';
import { toolSupport } from '../../events/toolTypes.ts';
import { Scope } from '../../events/scope.ts';
import * as traffic from '../../events/traffic.ts';
import type { DocComments } from './docComments.ts';
import { code, fieldTable, typeText } from './shapeTable.ts';

/** Shapes with a section of their own, in the order they are met. */
const sections = {
  Example: statements.Example,
  Compare: statements.Compare,
  Property: statements.Property,
  Postcondition: statements.Postcondition,
  Relation: statements.Relation,
  RobustnessInput: statements.RobustnessInput,
  Objectives: objectives.Objectives,
  CallLimits: objectives.CallLimits,
  Quota: objectives.Quota,
  Scope,
  Caching,
  Observe: objectives.Observe,
  Search: capability.Search,
  ToolSpec,
  WorkflowSpec,
  PromptGenome,
  SeedFile: capability.SeedFile,
  ControlFile: capability.ControlFile,
  OracleFile: capability.OracleFile,
} as const;

/** The same of traffic files. */
const trafficSections = { TrafficPhase: traffic.TrafficPhase } as const;

/** Shapes that are said in a word. */
const words = new Map<z.core.$ZodType, string>([
  [Json, 'any JSON'],
  [JsonSchema, 'JSON Schema'],
  [Id, 'id'],
]);

/** What `infra/config` asks of a file that no single field says. */
const rules = [
  '`input` and `output` are JSON Schemas (2020-12). `inputs` and the examples that expect an output fit them; an example that expects an error may be malformed.',
  'With `properties` the input schema is one that inputs can be drawn from.',
  '`holds` is one function and nothing after it. No two properties have one name, no two postconditions either.',
  'A `file` lies beside the capability file or below it, links followed.',
  'JavaScript of seeds, controls and oracle parses. TypeScript is parsed by the sandbox.',
  'A seed of a `tool` or `workflow` is another section of that sort, as JSON.',
  'A seed of a `prompt` is a [PromptGenome](#promptgenome), as YAML or JSON.',
  'A tool has either `base_url` or `service`. Its request refers to `input`, its result to `body`.',
  'No two steps of a workflow have one `id`. A step refers to `input` and to the results of steps above it.',
] as const;

/** Which kinds of tool can be declared, and how. */
function toolTypes(): string[] {
  const rows = Object.entries(toolSupport).map(([type, how]) => {
    const [[field, value] = ['', '']] = Object.entries(how ?? {});
    return `| ${code(type)} | ${how === null ? 'not supported: reach it by an API_CONNECTOR' : code(`${field}: ${value}`)} |`;
  });
  return ['| tool type | declared by |', '|---|---|', ...rows];
}

/** Constants whose fields are spread into schemas: a docstring beside such a field belongs to each of them. */
const spread: Readonly<Record<string, readonly string[]>> = {
  shape: ['CapabilityFile'],
  code: ['SeedFile', 'ControlFile', 'OracleFile'],
};

function withSpread(docs: DocComments): DocComments {
  const copies = [...docs].flatMap(([name, doc]) => {
    const [owner = '', field = ''] = name.split('.');
    return (spread[owner] ?? []).map((schema) => [`${schema}.${field}`, doc] as const);
  });
  return new Map([...copies, ...docs]);
}

/** The reference of capability and traffic files as Markdown. `beside` are the docstrings beside the schemas. */
export function capabilityReference(beside: DocComments): string {
  const docs = withSpread(beside);
  const named = new Map<z.core.$ZodType, string>(
    Object.entries({ ...sections, ...trafficSections }).map(([name, schema]) => [schema, name]),
  );
  const shapes = { named, words };
  const section = (name: string, schema: z.core.$ZodType): string[] => {
    const others = { named: new Map([...named].filter(([other]) => other !== schema)), words };
    const doc = docs.get(name);
    const tables = (schema instanceof z.ZodUnion ? schema.options : [schema])
      .filter((option) => option instanceof z.ZodObject)
      .flatMap((option) => fieldTable(name, option, others, docs));
    return [
      `### ${name}`,
      '',
      ...(doc === undefined ? [] : [doc, '']),
      ...(schema instanceof z.ZodObject ? [] : [typeText(schema, others), '']),
      ...tables,
    ];
  };
  return [
    '# Capability files',
    '',
    'Generated from `events/capability.ts` by `npm run docs:reference`; do not edit by hand.',
    '',
    'A capability is one YAML or JSON file. Unknown fields are refused with line, column and the nearest name. How to write one:',
    '[write a capability](../how-to/write-a-capability.md); working ones: [examples](../examples/README.md). A field without a default is',
    `needed. An id matches ${code(z.toJSONSchema(Id).pattern ?? '')}.`,
    '',
    ...fieldTable('CapabilityFile', capability.CapabilityFile, shapes, docs),
    'What is declared and stored is the same with every `file` read: seeds, controls and the oracle carry `source` only.',
    '',
    '## Beyond the fields',
    '',
    'Reading a file checks more than its fields. Each problem is told with line and column.',
    '',
    ...rules.map((rule) => `- ${rule}`),
    '',
    '## Parts',
    '',
    ...Object.entries(sections).flatMap(([name, schema]) => section(name, schema)),
    '## Tool types',
    '',
    ...toolTypes(),
    '',
    '## Traffic files',
    '',
    docs.get('TrafficFile') ?? '',
    '',
    ...fieldTable('TrafficFile', traffic.TrafficFile, shapes, docs),
    ...Object.entries(trafficSections).flatMap(([name, schema]) => section(name, schema)),
  ].join('\n');
}
