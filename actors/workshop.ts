import { CapabilitySpec } from '../events/capability.ts';
import type { FactData, FactOf, FactType } from '../events/catalog.ts';
import { decodeCommit } from '../events/codec.ts';
import type { ActorRef, Fact } from '../events/commit.ts';
import type { ProofSummary } from '../events/proof.ts';
import { Suite } from '../events/suite.ts';
import type { CapabilityContext } from '../machines/capability/machine.ts';
import type { LifecycleContext } from '../machines/lifecycle/machine.ts';
import type { TaskContext } from '../machines/task/context.ts';
import type { Host } from './host.ts';
import type { Model } from './models/model.ts';
import type { ModelGenerator } from './generators/model/modelGenerator.ts';
import type { ReadModel, Sandbox } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Proof } from './proving/proof.ts';

/** What the effects work with. One per process; `infra/dse.ts` fills it. */
export type Workshop = {
  readonly host: Host;
  readonly sandbox: Sandbox;
  readonly readModel: ReadModel;
  /** Language models that propose code, by their names as generators. */
  readonly modelGenerators: ReadonlyMap<string, ModelGenerator>;
  /** Language models by their names in the configuration. */
  readonly models: ReadonlyMap<string, Model>;
  /** Asked for the intent of a task where the rules hear nothing; null: nobody is. */
  readonly sentinel: Model | null;
  /** Writes runs, those of models among them. */
  readonly recorder: Recorder;
  /** Micro-dollars per second of compute: `priced compute`. */
  readonly cpuSecondMicro: number;
};

type LifecycleRef = ActorRef & { kind: 'artifact' | 'tool' | 'workflow' };

/** Reads a blob that the log refers to. @throws Error naming it when it is gone. */
export async function blobText(workshop: Workshop, hash: string, what: string): Promise<string> {
  const bytes = await workshop.host.substrate.blobs.get(hash);
  if (!bytes) throw new Error(`${what} (blob ${hash}) is missing or was erased`);
  return Buffer.from(bytes).toString('utf8');
}

/** A capability actor's state as of its last commit. */
export async function capabilityState(
  host: Host,
  id: string,
): Promise<{ state: string; context: CapabilityContext; version: number }> {
  const { snapshot, head } = await host.look({ kind: 'capability', id });
  return {
    state: String(snapshot.value),
    context: snapshot.context as CapabilityContext,
    version: head?.version ?? 0,
  };
}

export function capabilityOf(workshop: Workshop, id: string): ReturnType<typeof capabilityState> {
  return capabilityState(workshop.host, id);
}

export async function lifecycleOf(
  workshop: Workshop,
  ref: LifecycleRef,
): Promise<{ state: string; context: LifecycleContext }> {
  const resident = await workshop.host.look(ref);
  return { state: String(resident.snapshot.value), context: resident.snapshot.context as LifecycleContext };
}

export async function taskOf(workshop: Workshop, id: string): Promise<TaskContext> {
  const resident = await workshop.host.look({ kind: 'task', id });
  return resident.snapshot.context as TaskContext;
}

/** Everything an artifact, tool or workflow has said, in order. */
export async function lifecycleLog(workshop: Workshop, ref: LifecycleRef): Promise<readonly Fact[]> {
  const stored = await workshop.host.substrate.events.read(ref);
  return stored.flatMap(
    ({ body }, index) => decodeCommit(body, `commit ${index + 1} of ${ref.kind}/${ref.id}`).events,
  );
}

/** The last fact of one type in an actor's own log, for what its context does not hold. */
export async function lastFact<T extends FactType>(
  workshop: Workshop,
  actor: ActorRef,
  type: T,
): Promise<FactData<T>> {
  const stored = await workshop.host.substrate.events.read(actor);
  for (const one of stored.toReversed()) {
    const commit = decodeCommit(one.body, `commit ${one.version} of ${actor.kind}/${actor.id}`);
    const found = commit.events.findLast((fact) => fact.type === type);
    if (found) return (found as unknown as FactOf<T>).data;
  }
  throw new Error(`${actor.kind}/${actor.id} has no fact "${type}"`);
}

const specs = new Map<string, CapabilitySpec>();
const suites = new Map<string, Suite>();

/** The capability's contract by its hash; content never changes, so it is read once. */
export async function specOf(workshop: Workshop, hash: string): Promise<CapabilitySpec> {
  const known = specs.get(hash);
  if (known) return known;
  const spec = CapabilitySpec.parse(JSON.parse(await blobText(workshop, hash, 'the capability')));
  specs.set(hash, spec);
  return spec;
}

export async function suiteOfHash(workshop: Workshop, hash: string): Promise<Suite> {
  const known = suites.get(hash);
  if (known) return known;
  const suite = Suite.parse(JSON.parse(await blobText(workshop, hash, 'the suite')));
  suites.set(hash, suite);
  return suite;
}

/** Suites are kept under the hash they carry, which leaves itself out: the blob's own hash differs. */
export async function storeSuite(workshop: Workshop, suite: Suite): Promise<string> {
  const hash = await workshop.host.substrate.blobs.put(JSON.stringify(suite), 'keep');
  suites.set(hash, suite);
  return hash;
}

/** Seconds of this process and its sandbox are not told apart by wall time: work is priced by its calls' wall time. */
export function priced(workshop: Workshop, wallMs: number): number {
  return Math.round((wallMs / 1000) * workshop.cpuSecondMicro);
}

/** Stores the raw part of a proof and completes its summary; `suite` is the reference the log uses. */
export async function storedProof(
  workshop: Workshop,
  proof: Proof,
  suite: ProofSummary['suite'],
  common_fuel: ProofSummary['common_fuel'],
  wallMs: number,
): Promise<ProofSummary> {
  const raw = await workshop.host.substrate.blobs.put(JSON.stringify(proof.raw), 'keep');
  const { modelsMicro } = proof;
  return {
    ...proof.summary,
    suite,
    common_fuel,
    raw,
    cost_micro: priced(workshop, wallMs) + modelsMicro,
    ...(modelsMicro > 0 ? { models_micro: modelsMicro } : {}),
  };
}
