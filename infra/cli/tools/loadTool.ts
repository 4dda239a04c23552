import { setTimeout as sleep } from 'node:timers/promises';
import { capabilityState } from '../../../actors/workshop.ts';
import type { FactData } from '../../../events/catalog.ts';
import type { ActorRef } from '../../../events/commit.ts';
import { sha256 } from '../../../events/hash.ts';
import { suiteOf } from '../../../events/suite.ts';
import type { ManifestReading } from '../../config/toolManifest.ts';
import type { Dse } from '../../dse.ts';
import { commitsOf } from '../../answers/commits.ts';
import { requireSent } from '../exitCodes.ts';
import { generatedFrom } from '../generatedFrom.ts';
import { stateOf, waitUntil } from '../waiting.ts';
import { splitNote } from './splitNote.ts';

export type Loaded = {
  /** `named`: proved, stored, and its version means it from now on. `conflict`: the name or the version stands for something else. */
  readonly result: 'named' | 'unchanged' | 'unsupported' | 'rejected' | 'conflict';
  readonly artifact: string | null;
  readonly detail: string;
};

const LOOK_MS = 50;

/** One version of a tool, made callable: declares its capability if need be, proves what implements it, and names it. Null when stopped. */
export async function loadTool(
  dse: Dse,
  reading: Exclude<ManifestReading, { status: 'wrong' }>,
  path: string,
  signal: AbortSignal,
): Promise<Loaded | null> {
  const { manifest } = reading;
  const { name, version } = manifest;
  if (reading.status === 'unsupported')
    return end('unsupported', `this build has no adapter for ${manifest.type}: nothing was written`);
  const { capability, source } = reading;
  const actor = { kind: 'capability', id: name } as const;

  // 1. What the version stands for already.
  const text = JSON.stringify({ manifest, source });
  const before = (await namedVersions(dse, name)).find((one) => one.version === version);
  if (before) {
    if (before.manifest === sha256(text)) return end('unchanged', '', before.artifact);
    return end(
      'conflict',
      `${name}@${version} stands for another manifest, and a version never changes: give this one a new version`,
      before.artifact,
    );
  }
  // 2. The capability, whose suite proves itself.
  if ((await stateOf(dse, actor)) === 'absent')
    requireSent(await dse.declare(capability, path), `capability/${name}`);
  const proved = await waitUntil(dse, actor, (state) => state !== 'proving', signal);
  if (!proved) return null;
  if (proved.state === 'refused')
    return end('rejected', `its examples were refused as a suite: \`dse audit capability/${name}\``);
  const { declared } = (await capabilityState(dse.host, name)).context;
  const same =
    declared?.suite.hash === sha256(JSON.stringify(suiteOf(capability))) &&
    declared.kind === capability.kind &&
    declared.entry === capability.entry &&
    (capability.kind === 'tool' || declared.language === capability.language);
  if (!same) {
    const note = declared ? await splitNote(dse, declared.spec, capability, { version, manifest: text }) : '';
    return end(
      'conflict',
      `${name} is declared with another contract: versions share type, schemas, examples and entry; give this one another name${note}`,
    );
  }
  // 3. What implements it, proved on the suite.
  const { kind, id, artifact } = await generatedFrom(dse, name, `${name}@${version}`, source);
  const ref = { kind, id };
  if ((await stateOf(dse, ref)) === 'absent')
    requireSent(await dse.send(ref, { type: 'generate', artifact }, `store-${id}`), `${kind}/${id}`);
  const judged = await waitUntil(
    dse,
    ref,
    (state) => !['absent', 'generated', 'tested'].includes(state),
    signal,
  );
  if (!judged) return null;
  if (judged.state === 'rejected') return end('rejected', await whyRejected(dse, ref), id);
  if (!(await isServed(dse, name, signal))) return null;
  // 4. Its name.
  const { type: tool_type, tags, cost_tier, speed_tier, quality_tier } = manifest;
  const { priority, usage_notes, immutable, track_usage } = manifest;
  const meta = { tags, cost_tier, speed_tier, quality_tier, priority, usage_notes, immutable, track_usage };
  requireSent(
    await dse.send(
      actor,
      {
        type: 'nameVersion',
        version,
        artifact: id,
        tool_type,
        manifest: await dse.substrate.blobs.put(text, 'keep'),
        ...meta,
      },
      `version-${version}`,
    ),
    `capability/${name}`,
  );
  return end('named', '', id);
}

function end(result: Loaded['result'], detail: string, artifact: string | null = null): Loaded {
  return { result, artifact, detail };
}

async function namedVersions(dse: Dse, name: string): Promise<readonly FactData<'version.named'>[]> {
  const history = await commitsOf(dse.substrate, { kind: 'capability', id: name });
  return history
    .flatMap(({ commit }) => commit.events)
    .flatMap(({ type, data }) => (type === 'version.named' ? [data as FactData<'version.named'>] : []));
}

async function whyRejected(dse: Dse, ref: ActorRef): Promise<string> {
  const facts = (await commitsOf(dse.substrate, ref)).flatMap(({ commit }) => commit.events);
  const rejected = facts.findLast(({ type }) => type === 'artifact.rejected');
  const reason = (rejected?.data as FactData<'artifact.rejected'> | undefined)?.reason ?? 'no reason given';
  return `${reason}: \`dse audit ${ref.kind}/${ref.id}\``;
}

/** The first that is stored offers itself, which takes a moment. */
async function isServed(dse: Dse, name: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if ((await capabilityState(dse.host, name)).context.served !== null) return true;
    if (dse.failure) throw dse.failure;
    await sleep(LOOK_MS);
  }
  return false;
}
