import { globSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { asyncApi } from '../../events/asyncapi.ts';
import { versionOf } from '../../events/catalog.ts';
import * as commit from '../../events/commit.ts';
import * as contract from '../../events/capabilityFacts.ts';
import * as drift from '../../events/drift.ts';
import * as proof from '../../events/proof.ts';
import * as run from '../../events/run.ts';
import { commitSchema, factSchema, factTypes, runBatchSchema, taskOrderSchema } from '../../events/schema.ts';
import * as task from '../../events/task.ts';
import { docComments } from './docComments.ts';
import { capabilityReference } from './capabilityReference.ts';
import { eventReference } from './eventReference.ts';
import { natsReference } from './natsReference.ts';
import { settingsReference, settingsSchema } from './settingsReference.ts';
import { viewReference } from './viewReference.ts';

const root = new URL('../../', import.meta.url);

function namedShapes(): Map<z.core.$ZodType, string> {
  const modules = [commit, contract, drift, proof, run, task];
  const named = modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) =>
      value instanceof z.ZodType ? [[value, name] as const] : [],
    ),
  );
  return new Map(named);
}

function docs(): Map<string, string> {
  const files = globSync(['events/*.ts', 'infra/config/settings/*.ts'], { cwd: root }).sort();
  return new Map(files.flatMap((file) => [...docComments(readFileSync(new URL(file, root), 'utf8'))]));
}

/** Everything `npm run docs:reference` writes: file (from the project's root) → text. Checked in; a test holds them current. */
export async function referenceFiles(): Promise<ReadonlyMap<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const { version } = z.looseObject({ version: z.string() }).parse(manifest);
  const schemas = new Map<string, unknown>([
    ['commit', commitSchema()],
    ['run-batch', runBatchSchema()],
    ['task-order', taskOrderSchema()],
    ['asyncapi', asyncApi(version)],
    ['settings', settingsSchema()],
    ...factTypes.map((type) => [`${type}@${versionOf(type)}`, factSchema(type)] as const),
  ]);
  return new Map([
    ['docs/reference/events.md', eventReference({ named: namedShapes(), words: new Map() }, docs())],
    ['docs/reference/capability-file.md', capabilityReference(docs())],
    ['docs/reference/settings.md', settingsReference(docs())],
    ['docs/reference/nats.md', natsReference(asyncApi(version))],
    ['docs/reference/views.md', await viewReference()],
    ...[...schemas].map(
      ([name, schema]) =>
        [`docs/reference/schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`] as const,
    ),
  ]);
}
