import { versionOf } from './catalog.ts';
import type { FactType } from './catalog.ts';
import { ActorKind } from './commit.ts';
import type { Json } from './json.ts';
import { messageHeaders } from './messageHeaders.ts';
import {
  commitSchemaOver,
  embedded,
  factSchema,
  factTypes,
  runBatchSchema,
  taskOrderSchema,
} from './schema.ts';
import type { SchemaDocument } from './schema.ts';
import { speakersOf } from './speakers.ts';

const ref = (place: string) => ({ $ref: `#/${place}` });
const id = { description: 'matches `[a-z0-9][a-z0-9_-]{0,63}`' };
/** A text as one token of a subject. */
const token = (what: string) => ({
  description: `${what}; what is no letter, digit, \`_\` or \`-\` is \`=XX\` per byte`,
});
const keyOf = (type: FactType) => `${type}.v${versionOf(type)}`;

/** One fact of the feed as a CloudEvent 1.0 in JSON; `id` is `<commit>/<index>`. */
function cloudEvent(type: FactType): SchemaDocument {
  return {
    type: 'object',
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string' },
      source: { type: 'string', description: '`/<kind>/<id>` of the actor' },
      type: { const: type },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      position: { type: 'integer', minimum: 1, description: 'Of the commit in the log' },
      version: { type: 'integer', minimum: 1, description: 'Of the actor, with that commit' },
      correlation: { type: 'string', description: 'The task or request all of this belongs to' },
      data: ref(`components/schemas/${keyOf(type)}`),
    },
    required: [
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'datacontenttype',
      'position',
      'version',
      'correlation',
      'data',
    ],
    additionalProperties: false,
  };
}

/** A schema that stands at `place` of another document: what it says of its own `$defs` names that place. */
function at(place: string, schema: SchemaDocument): SchemaDocument {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"#/${place}/$defs/`)) as SchemaDocument;
}

type MessageKind = keyof typeof messageHeaders;

function message(kind: MessageKind, name: string, summary: string, payload: SchemaDocument): SchemaDocument {
  return { name, summary, contentType: 'application/json', headers: messageHeaders[kind], payload };
}

/** A message of bytes that say themselves nothing. */
function bytes(kind: MessageKind, name: string, summary: string): SchemaDocument {
  return { name, summary, contentType: 'application/octet-stream', headers: messageHeaders[kind] };
}

const feedMessages = Object.fromEntries(
  factTypes.map((type) => [
    keyOf(type),
    message('fact', type, `Said by: ${speakersOf(type).join(', ')}`, cloudEvent(type)),
  ]),
);

const channels = {
  events: {
    address: 'dse.event.{kind}.{id}',
    title: 'Commits',
    description: 'The log: one message per commit, one subject per actor. The truth for audits.',
    parameters: { kind: { enum: ActorKind.options }, id },
    messages: {
      commit: message('commit', 'commit', 'What one actor decided at once', ref('components/schemas/commit')),
    },
  },
  feed: {
    address: 'dse.feed.{type}.{kind}.{id}',
    title: 'Facts',
    description: 'Derived from the commits: one CloudEvent per fact, aged and rebuildable.',
    parameters: { type: { enum: [...factTypes] }, kind: { enum: ActorKind.options }, id },
    messages: feedMessages,
  },
  runs: {
    address: 'dse.run.{capability}.{writer}.{batch}',
    title: 'Runs',
    description: 'Batches of runs; pipelined, without concurrency checks.',
    parameters: {
      capability: id,
      writer: token('Who recorded them'),
      batch: token('The batch’s id'),
    },
    messages: {
      batch: message('batch', 'batch', 'Runs of one writer', ref('components/schemas/runBatch')),
    },
  },
  tasks: {
    address: 'dse.task.{capability}',
    title: 'Tasks',
    description:
      'A work queue: a message is deleted when the fate of its task is committed. The outcome is a fact on `dse.event.task.<name>`.',
    parameters: { capability: id },
    messages: {
      task: message('task', 'task', 'A request for work on code', ref('components/schemas/taskOrder')),
    },
  },
  dead: {
    address: 'dse.dead.{capability}',
    title: 'Dead letters',
    description:
      'Copies of messages that could not become a task, body as it came; `dse tasks dead` lists them.',
    parameters: { capability: id },
    messages: { letter: bytes('deadLetter', 'letter', 'What came, whatever it is') },
  },
  blobs: {
    address: 'dse.blob.{sha256}',
    title: 'Blobs',
    description: 'Sources, suites, proofs and large values, by the hash of their content.',
    parameters: { sha256: { description: 'sha256 of the content, in hexadecimal' } },
    messages: { content: bytes('blob', 'content', 'The content, or in how many parts it stands') },
  },
} as const;

function operation(
  channel: keyof typeof channels,
  action: 'send' | 'receive',
  summary: string,
): SchemaDocument {
  const messages = Object.keys(channels[channel].messages).map((name) =>
    ref(`channels/${channel}/messages/${name}`),
  );
  return { action, channel: ref(`channels/${channel}`), summary, messages };
}

/**
 * The AsyncAPI 3.0 document of everything DSE says and hears on NATS, built from the catalog. `send` is what DSE sends.
 * `version` is that of the package.
 */
export function asyncApi(version: string): { readonly [key: string]: Json } {
  const schemas = Object.fromEntries(factTypes.map((type) => [keyOf(type), embedded(factSchema(type))]));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'DSE',
      version,
      description: 'Everything that happens in DSE is an event on these channels.',
    },
    defaultContentType: 'application/json',
    servers: {
      nats: { host: 'localhost:4222', protocol: 'nats', description: 'A NATS server with JetStream' },
    },
    channels,
    operations: {
      commit: operation('events', 'send', 'An actor decided'),
      tell: operation('feed', 'send', 'A fact became known'),
      record: operation('runs', 'send', 'Something ran'),
      bury: operation('dead', 'send', 'A message could not become a task'),
      keep: operation('blobs', 'send', 'Content was stored'),
      take: operation('tasks', 'receive', 'A producer asks for code'),
    },
    components: {
      schemas: {
        ...schemas,
        commit: embedded(commitSchemaOver((type) => `#/components/schemas/${keyOf(type)}`)),
        runBatch: embedded(runBatchSchema()),
        taskOrder: at('components/schemas/taskOrder', embedded(taskOrderSchema())),
      },
    },
  };
}
