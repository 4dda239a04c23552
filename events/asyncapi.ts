import { versionOf } from './catalog.ts';
import type { FactType } from './catalog.ts';
import { ActorKind } from './commit.ts';
import type { Json } from './json.ts';
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
const id = { description: 'Matches [a-z0-9][a-z0-9_-]{0,63}' };
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
      data: ref(`components/schemas/${keyOf(type)}`),
    },
    required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
  };
}

/** A schema that stands at `place` of another document: what it says of its own `$defs` names that place. */
function at(place: string, schema: SchemaDocument): SchemaDocument {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"#/${place}/$defs/`)) as SchemaDocument;
}

function message(name: string, summary: string, payload: SchemaDocument): SchemaDocument {
  return { name, summary, contentType: 'application/json', payload };
}

const feedMessages = Object.fromEntries(
  factTypes.map((type) => [
    keyOf(type),
    message(type, `Said by: ${speakersOf(type).join(', ')}`, cloudEvent(type)),
  ]),
);

const channels = {
  events: {
    address: 'dse.event.{kind}.{id}',
    title: 'Commits',
    description: 'The log: one message per commit, one subject per actor. The truth for audits.',
    parameters: { kind: { enum: ActorKind.options }, id },
    messages: {
      commit: message('commit', 'What one actor decided at once', ref('components/schemas/commit')),
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
    address: 'dse.run.{capability}',
    title: 'Runs',
    description: 'Batches of runs; pipelined, without concurrency checks.',
    parameters: { capability: id },
    messages: { batch: message('batch', 'Runs of one writer', ref('components/schemas/runBatch')) },
  },
  tasks: {
    address: 'dse.task.{capability}',
    title: 'Tasks',
    description: 'A work queue. The producer names its task; the outcome is a fact on dse.event.task.<id>.',
    parameters: { capability: id },
    messages: { task: message('task', 'A request for work on code', ref('components/schemas/taskOrder')) },
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
