import type { SchemaDocument } from './schema.ts';

const whole = (description: string) => ({ type: 'string', pattern: '^[0-9]+$', description }) as const;
const text = (description: string) => ({ type: 'string', description }) as const;

const headersOf = (properties: SchemaDocument, required: readonly string[]): SchemaDocument => ({
  type: 'object',
  properties,
  required,
});

/** Headers of each kind of message on NATS, beside those by which a publisher tells the server what it expects (DESIGN 4). */
export const messageHeaders = {
  commit: headersOf(
    {
      'Nats-Msg-Id': text('The commit’s id: stored once however often it is sent'),
      'dse-version': whole('The actor’s version with this commit, 1 for its first'),
      'dse-types': text('Types of its facts in order, separated by commas'),
      'dse-effects': whole('How many effects it asks for; absent when none'),
      'dse-ended': text('Children whose effects it ends, separated by commas; absent when none'),
    },
    ['Nats-Msg-Id', 'dse-version', 'dse-types'],
  ),
  fact: headersOf({ 'Nats-Msg-Id': text('`<commit>/<index>`, as the event’s id') }, ['Nats-Msg-Id']),
  batch: headersOf(
    {
      'Nats-Msg-Id': text('The batch’s id'),
      'dse-id': text('The batch’s id, also where the subject cannot spell it'),
      'dse-after': whole('The highest position of a commit its writer had seen'),
      'dse-n': whole('Number of the batch, gapless per writer'),
      'dse-blob': text(
        'sha256 of the body, which is a blob because it is too large for one message; absent otherwise',
      ),
    },
    ['dse-id', 'dse-after', 'dse-n'],
  ),
  task: headersOf(
    {
      'Nats-Msg-Id': text(
        'The task’s name: its facts are those of `/task/<name>`. It matches `[a-z0-9][a-z0-9_-]{0,63}`',
      ),
    },
    ['Nats-Msg-Id'],
  ),
  deadLetter: headersOf(
    {
      'dse-reason': text('Why it could not become a task'),
      'dse-task': text('The name under which `dse tasks dead --retry` brings it back'),
    },
    ['dse-reason', 'dse-task'],
  ),
  blob: headersOf(
    {
      'dse-retention': {
        enum: ['keep', 'value'],
        description: '`keep`, or `value`: may be erased',
      },
      'dse-chunks': whole(
        'In how many messages `dse.blob.<sha256>.<n>` it stands, from 0; absent when it is this one',
      ),
    },
    ['dse-retention'],
  ),
} as const satisfies Record<string, SchemaDocument>;
