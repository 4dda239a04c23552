import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../actors/models/model.ts';
import { CapabilitySpec } from '../events/capability.ts';
import { createDse } from '../infra/dse.ts';
import type { Dse } from '../infra/dse.ts';
import type { HttpHouse } from '../infra/http/house.ts';
import { listen } from '../infra/http/listen.ts';
import type { Listening, ListenSettings } from '../infra/http/listen.ts';

/** Doubles a number; `seeds` may be none, so that nothing is served. */
export function doubleSpec(change: object = {}): CapabilitySpec {
  return CapabilitySpec.parse({
    capability: 'double',
    description: 'Doubles a whole number.',
    entry: 'double',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
    postconditions: [{ name: 'even', holds: '(input, output) => output % 2 === 0' }],
    seeds: [{ name: 'right', source: 'function double(n) { return n * 2; }', provenance: 'the test' }],
    controls: [],
    oracle: null,
    ...change,
  });
}

/** Takes and gives texts. */
export const shoutSpec = CapabilitySpec.parse({
  capability: 'shout',
  description: 'Writes a text in capitals.',
  entry: 'shout',
  input: { type: 'string' },
  output: { type: 'string' },
  examples: ['a', 'Ab', 'x y', ''].map((input) => ({ input, output: input.toUpperCase() })),
  seeds: [
    { name: 'right', source: 'function shout(text) { return text.toUpperCase(); }', provenance: 'the test' },
  ],
});

/** Declares a capability and waits until a task of it has ended. */
export async function proven(dse: Dse, spec: CapabilitySpec): Promise<void> {
  await dse.declare(spec, dse.folder);
  await dse.settle();
  await dse.submit(spec.capability, `first-${spec.capability}`);
  await dse.settle();
}

export function houseOf(dse: Dse): HttpHouse {
  return { dse: async () => dse, knowledge: () => dse.knowledge(), memory: async () => dse.memory };
}

export type Served = Listening & { readonly dse: Dse; readonly folder: string; readonly trouble: string[] };

/** Serves a new data folder on a free port, until `stop`. */
export async function serving({
  specs = [],
  models,
  settings = {},
}: {
  readonly specs?: readonly CapabilitySpec[];
  readonly models?: readonly Model[];
  readonly settings?: Partial<ListenSettings>;
} = {}): Promise<Served & { stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'dse-http-'));
  const dse = await createDse({
    folder,
    ...(models ? { models: new Map(models.map((model) => [model.name, model])) } : {}),
  });
  for (const spec of specs) await proven(dse, spec);
  const trouble: string[] = [];
  const listening = await listen(houseOf(dse), {
    host: '127.0.0.1',
    port: 0,
    callers: null,
    allowHosts: [],
    bodyLimit: 4096,
    ratePerMinute: null,
    record: 'durable',
    clock: () => Date.now(),
    onTrouble: (message) => trouble.push(message),
    ...settings,
  });
  return {
    ...listening,
    dse,
    folder,
    trouble,
    stop: async () => {
      await listening.close();
      await dse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
