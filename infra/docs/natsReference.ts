import type { StreamConfig } from '@nats-io/jetstream';
import { z } from 'zod';
import { wantedStreams } from '../log/nats/streams.ts';
import { cell, code } from './shapeTable.ts';

const Header = z.looseObject({ description: z.string(), enum: z.array(z.string()).optional() });
const Message = z.looseObject({
  name: z.string(),
  summary: z.string(),
  contentType: z.string(),
  headers: z.looseObject({ properties: z.record(z.string(), Header), required: z.array(z.string()) }),
});
const Parameter = z.looseObject({ description: z.string().optional(), enum: z.array(z.string()).optional() });
const Channel = z.looseObject({
  address: z.string(),
  title: z.string(),
  description: z.string(),
  parameters: z.record(z.string(), Parameter),
  messages: z.record(z.string(), Message),
});
/** As much of an AsyncAPI document as the page shows. */
const Document = z.looseObject({ channels: z.record(z.string(), Channel) });
type Channel = z.infer<typeof Channel>;

/** Where the body of a channel's messages is described. */
const bodies: Readonly<Record<string, string>> = {
  events: '[commit](schemas/commit.json)',
  feed: 'CloudEvents 1.0 in JSON: `specversion`, `id`, `source` (`/<kind>/<id>`), `type`, `time`, `datacontenttype`, `position` and `version` of the commit, `correlation`, and `data` as the [fact](events.md#facts) of that type says',
  runs: '[run batch](schemas/run-batch.json)',
  tasks: '[task order](schemas/task-order.json)',
  dead: 'as it came',
  blobs: 'the content',
};

function headerTable({ messages }: Channel): string[] {
  const { headers } = Object.values(messages)[0]!;
  return [
    '| header | always | meaning |',
    '|---|---|---|',
    ...Object.entries(headers.properties).map(
      ([name, { description }]) =>
        `| ${code(name)} | ${headers.required.includes(name) ? 'yes' : 'no'} | ${cell(description)} |`,
    ),
    '',
  ];
}

function channelSection(name: string, channel: Channel): string[] {
  const parameters = Object.entries(channel.parameters).map(
    ([parameter, { description = '', enum: values }]) =>
      `- ${code(`{${parameter}}`)}: ${parameter === 'type' ? 'one of the [facts](events.md#facts)' : (values?.map(code).join(' · ') ?? description)}`,
  );
  return [
    `### ${channel.title}: ${code(channel.address)}`,
    '',
    channel.description,
    '',
    ...parameters,
    '',
    `Body: ${bodies[name] ?? 'see the document'}.`,
    '',
    ...headerTable(channel),
  ];
}

const DAY = 24 * 3600 * 1e9;

function streamRow(config: Partial<StreamConfig>): string {
  const { name = '', subjects = [], max_age = 0, max_msgs_per_subject = -1 } = config;
  const kept = [
    max_age > 0 ? `${max_age / DAY} days` : 'no limit',
    max_msgs_per_subject === 1 ? 'the last per subject' : '',
    config.deny_delete ? 'deletion and purge denied' : '',
  ].filter((part) => part !== '');
  const full = config.discard === 'old' ? 'the oldest go' : 'refuses';
  return `| ${code(name)} | ${subjects.map(code).join(', ')} | ${kept.join(', ')} | ${full} |`;
}

/** What stands on a NATS server, as Markdown: streams, subjects, headers, bodies. `document` is the AsyncAPI one. */
export function natsReference(document: unknown): string {
  const { channels } = Document.parse(document);
  return [
    '# Subjects, headers and bodies on NATS',
    '',
    'Generated from the AsyncAPI document and the streams DSE creates by `npm run docs:reference`; do not edit by hand. For machines: [asyncapi.json](schemas/asyncapi.json).',
    '',
    'With a log named `/name` in its address, `DSE` reads `DSE_<NAME>` and `dse.` reads `dse-<name>.`. Any program may listen everywhere; it publishes to `dse.task.>` only.',
    'Subjects with `KV` are key-value buckets of DSE’s own: who works on what, leases, snapshots. Their form is not promised.',
    '',
    '## Streams',
    '',
    'All are on file storage and take the same `Nats-Msg-Id` once within two minutes. A stream of other settings under one of these names is refused at start.',
    '',
    '| stream | subjects | keeps | when full |',
    '|---|---|---|---|',
    ...wantedStreams({ root: 'dse', house: 'DSE', replicas: 1 }).map(streamRow),
    '',
    '## Messages',
    '',
    ...Object.entries(channels).flatMap(([name, channel]) => channelSection(name, channel)),
  ].join('\n');
}
