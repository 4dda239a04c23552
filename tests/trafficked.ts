import { handlers } from '../actors/effects/handlers.ts';
import type { Host } from '../actors/host.ts';
import type { Sandbox, ServedOutcome } from '../actors/ports.ts';
import { Recorder } from '../actors/recorder.ts';
import { Server } from '../actors/server.ts';
import { Worker } from '../actors/worker.ts';
import { capabilityState } from '../actors/workshop.ts';
import type { Workshop } from '../actors/workshop.ts';
import { Split } from '../events/rollout.ts';
import { RolloutRules } from '../events/rolloutRules.ts';
import type { Run, RunBatch } from '../events/run.ts';
import type { Substrate } from '../events/substrate/substrate.ts';
import { doubleSpec } from './http.ts';
import { hostOn, must } from './hosting.ts';
import { artifact, declaration, proof, SUITE } from './samples.ts';

/** What a made version does with an input; what it throws is how it fails. */
export type Version = (input: number) => unknown;

export const DOUBLE = { kind: 'capability', id: 'double' } as const;
export const OLD = 'double-old';
const source = (name: string): string => `made ${name}`;

/** A sandbox that runs functions of the test in this process; `calls` is who was called with what. */
function madeSandbox(versions: Readonly<Record<string, Version>>, calls: [string, string][]): Sandbox {
  const no = (): never => {
    throw new Error('this sandbox only serves');
  };
  return {
    evaluate: no,
    walls: no,
    close: async () => {},
    serve: async (program) => {
      const [name, version] = Object.entries(versions).find(([one]) => source(one) === program.source)!;
      let closed = false;
      return {
        quarantine: null,
        close: async () => {
          closed = true;
        },
        call: async (input): Promise<ServedOutcome> => {
          if (closed) throw new Error(`${name} was closed`);
          calls.push([name, input]);
          const cost = { fuel: 10, wallUs: 1000, cpuUs: 1000 };
          try {
            const output = await version(JSON.parse(input) as number);
            const judged = JSON.stringify([typeof output === 'number' && output % 2 === 0]);
            return { status: 'ok', output: JSON.stringify(output), judged, ...cost };
          } catch (error) {
            return {
              status: 'error',
              error: { name: 'Error', message: String(error) },
              judged: null,
              ...cost,
            };
          }
        },
      };
    },
  };
}

/** A capability on a log, served from `versions` without a sandbox: `double-old` first, the others stored beside it. */
export async function trafficked(
  log: Substrate,
  versions: Readonly<Record<string, Version>>,
  clock: { readonly read: () => number },
  change: object = {},
) {
  const host = hostOn(log, { clock: clock.read, writer: 'server' });
  const calls: [string, string][] = [];
  const recorder = new Recorder(log, 'server');
  const spec = doubleSpec(change);
  const workshop = {
    host,
    sandbox: madeSandbox(versions, calls),
    recorder,
    models: new Map(),
    modelGenerators: new Map(),
    sentinel: null,
    // A dollar a millisecond.
    cpuSecondMicro: 1e9,
    readModel: {},
  } as unknown as Workshop;
  const hash = await log.blobs.put(JSON.stringify(spec), 'keep');
  await must(host, DOUBLE, { type: 'declare', ...declaration({ spec: hash }) }, 'declare');
  await must(
    host,
    DOUBLE,
    { type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [] },
    'proved',
  );
  for (const name of Object.keys(versions)) {
    const code = artifact({ source: await log.blobs.put(source(name), 'keep') });
    const ref = { kind: 'artifact', id: name } as const;
    await must(host, ref, { type: 'generate', artifact: code }, `made-${name}`);
    await must(host, ref, { type: 'recordProof', proof: proof(), quality_min: 0.75 }, `proved-${name}`);
    // It offers itself: the first one serves, the others stay stored beside it.
    await worked(workshop);
  }
  return { host, recorder, workshop, server: new Server(workshop, recorder), calls };
}

/** Opens a rollout of all other versions and works until it waits for runs. Gives its id. */
export async function rolledOut(
  workshop: Workshop,
  challengers: readonly string[],
  rules: object,
): Promise<string> {
  const { host } = workshop;
  await must(
    host,
    DOUBLE,
    {
      type: 'openRollout',
      challengers: challengers.map((name) => ({ artifact: name })),
      rules: RolloutRules.parse(rules),
    },
    `open-${challengers.join('-')}`,
  );
  await worked(workshop);
  const { split } = (await capabilityState(host, 'double')).context;
  return Split.parse(split).rollout;
}

/** Works until nothing is pending. */
export async function worked(workshop: Workshop): Promise<void> {
  const { host } = workshop;
  const worker = new Worker({ host, name: 'worker', handlers: handlers(workshop) });
  worker.start();
  while ((await host.substrate.effects.pending()).length > 0) {
    if (worker.failure) throw worker.failure;
    await new Promise((wake) => setTimeout(wake, 2));
  }
  await worker.stop();
}

/** Every run in the log, in its order. */
export async function runsOf({ substrate }: Host, capability = 'double'): Promise<readonly Run[]> {
  const stored = await substrate.runs.read(0, 10_000, capability);
  return stored.flatMap(({ body }) => (JSON.parse(body) as RunBatch).runs);
}
