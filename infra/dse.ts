import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { handlers } from '../actors/effects/handlers.ts';
import type { ModelGenerator } from '../actors/generators/model/modelGenerator.ts';
import { Host } from '../actors/host.ts';
import { Intake } from '../actors/intake.ts';
import type { Model } from '../actors/models/model.ts';
import { recordedFor } from '../actors/models/recordedFor.ts';
import { Observer } from '../actors/observer.ts';
import { FLUSH_RUNS, Recorder } from '../actors/recorder.ts';
import { RolloutObserver } from '../actors/rolloutObserver.ts';
import { Server } from '../actors/server.ts';
import { Worker } from '../actors/worker.ts';
import type { Workshop } from '../actors/workshop.ts';
import type { Choosing } from '../events/choosing.ts';
import type { Quota } from '../events/objectives.ts';
import type { EffectLease } from '../events/substrate/effects.ts';
import { BUDGET } from '../machines/task/context.ts';
import { EvolutionSettings } from './config/settings/evolution.ts';
import { MemorySettings } from './config/settings/memory.ts';
import { OptimizationSettings } from './config/settings/optimization.ts';
import { PressureSettings } from './config/settings/pressure.ts';
import { callEngine } from './engines/callEngine.ts';
import { scoped } from './engines/scoped.ts';
import { judgedInCode } from './engines/judgedInCode.ts';
import { openedLate } from './engines/openedLate.ts';
import { engines } from './engines/engines.ts';
import { httpCall } from './engines/http.ts';
import { Services } from './engines/services.ts';
import { promptCall } from './engines/prompt.ts';
import { workflowCall } from './engines/workflow.ts';
import { releaseDeadLeases, workerName } from './deadWorkers.ts';
import { openLog } from './log/open.ts';
import { similarIn } from './memory/similarIn.ts';
import { openParts } from './memory/openParts.ts';
import { StoreMemory } from './memory/storeMemory.ts';
import { latencySeen } from './models/latencySeen.ts';
import { RecordingMark } from './recordingMark.ts';
import { openBash } from './sandbox/bash.ts';
import { openSandbox } from './sandbox/pool.ts';
import { openPython } from './sandbox/python.ts';
import { servedCapabilities } from './servedCapabilities.ts';
import { hasRoom, takeTask } from './takeTask.ts';
import { variantsOf } from './variants.ts';
import { Dse } from './running.ts';

export { Dse } from './running.ts';

export type DseConfig = {
  /** The data folder: the log (unless `log` says otherwise), the projection, local settings. */
  readonly folder: string;
  /** `sqlite:<folder>` (the data folder by default), `nats://host:port` or `memory:`. */
  readonly log?: string;
  /** Everything random derives from it (law 8). */
  readonly seed?: number;
  /** `price.cpu_second` in dollars: compute is `priced compute`. */
  readonly priceCpuSecond?: number;
  readonly budget?: { readonly evaluations: number; readonly dollars: number };
  /** What all capabilities may use together in this process, per minute; default: no bound. */
  readonly quota?: Quota;
  /** Effects at work at the same time. */
  readonly parallel?: number;
  /** Hears of what goes wrong beside the work and is tried again. */
  readonly onTrouble?: (message: string) => void;
  /** Hears of each effect before it is worked on in this process. */
  readonly onEffect?: (lease: EffectLease) => void;
  /** Language models by their names in the configuration; default: none. */
  readonly models?: ReadonlyMap<string, Model>;
  /** Those of them that propose code; default: none. */
  readonly modelGenerators?: readonly ModelGenerator[];
  /** Asked for the intent of a task where the rules hear nothing; default: nobody. */
  readonly sentinel?: Model;
  /** What may be spent on making things better; default: as without a settings file. */
  readonly optimization?: OptimizationSettings;
  /** How populations search, and what they may spend; default: as without a settings file. */
  readonly evolution?: EvolutionSettings;
  /** How it is learned which generator fares best, where a capability does not say; default: plainly. */
  readonly choosing?: Choosing;
  /** How what was stored is found; default: lexically, in this process or at `QDRANT_URL`. */
  readonly memory?: MemorySettings;
  /** Under which pressure the house is, and what that means; default: as without a settings file. */
  readonly pressure?: PressureSettings;
  /** Off: nothing is worked on here, only asked and appended. */
  readonly work?: boolean;
  /** The sandbox is opened when code is first run, not before anything is asked: for who has something to tell and is soon gone. Default: off. */
  readonly sandboxLate?: boolean;
};

/** Questions of one proof to a model at a time; the model's own `concurrency` bounds them further. */
const MODELS_PARALLEL = 8;

/** The composition root (DESIGN 2): opens the log, the sandbox and the workers, and wires them. */
export async function createDse(config: DseConfig): Promise<Dse> {
  const folder = resolve(config.folder);
  mkdirSync(folder, { recursive: true });
  const substrate = await openLog(config.log ?? `sqlite:${folder}`);
  const writer = workerName(randomUUID());
  if (config.work !== false) await releaseDeadLeases(substrate, Date.now() + substrate.skewMs);
  // Workers that share a log share its clock.
  const host = new Host({ substrate, clock: () => Date.now() + substrate.skewMs, writer });
  const services = new Services(folder);
  const size = Math.max(1, Math.min(4, availableParallelism()));
  const open = () => openSandbox({ size });
  const code = config.sandboxLate === true ? openedLate(open) : await open();
  const mark = new RecordingMark(folder, writer);
  const recorder = new Recorder(substrate, writer, (capability) => mark.set(capability));
  const models = config.models ?? new Map<string, Model>();
  const sandbox = scoped(
    engines({
      code,
      python: judgedInCode(
        code,
        openedLate(() => openPython({ size })),
      ),
      bash: judgedInCode(
        code,
        openedLate(() => openBash({ size })),
      ),
      http: callEngine(
        code,
        httpCall((service) => services.url(service)),
      ),
      workflow: callEngine(
        code,
        workflowCall((capability, input) => server.step(capability, input)),
      ),
      prompt: callEngine(
        code,
        promptCall((name, capability, correlation) => {
          const model = models.get(name);
          return model === undefined ? null : recordedFor({ recorder, host }, model, capability, correlation);
        }),
        MODELS_PARALLEL,
      ),
    }),
  );
  const workshop: Workshop = {
    host,
    sandbox,
    modelGenerators: new Map((config.modelGenerators ?? []).map((one) => [one.name, one])),
    recorder,
    models,
    sentinel: config.sentinel ?? null,
    cpuSecondMicro: (config.priceCpuSecond ?? 0.00005) * 1e6,
    readModel: {
      similar: (question) => similarIn(dse, memory, question),
      fixes: async (upTo) => {
        const { rows } = await dse.query(
          `SELECT seq, fix FROM fact.fix_learned WHERE seq <= ${upTo} ORDER BY seq`,
        );
        // The column is JSON: it comes back parsed.
        return rows.map((row) => ({ position: Number(row['seq']), fix: JSON.stringify(row['fix']) }));
      },
      modelLatency: (model, capability) => latencySeen((sql) => dse.query(sql), model, capability),
      variants: (capability) => variantsOf((sql) => dse.query(sql), capability),
      served: () => servedCapabilities((sql) => dse.query(sql)),
    },
  };
  const memory = new StoreMemory(
    () => dse.knowledge(),
    substrate.blobs,
    (mark) => openParts(config.memory ?? MemorySettings.parse({}), process.env, mark),
  );
  const server: Server = new Server(workshop, recorder, config.quota);
  const work = (dse: Dse): readonly (Worker | Intake)[] =>
    config.work === false
      ? []
      : [
          new Worker({
            host,
            name: writer,
            handlers: handlers(workshop),
            parallel: config.parallel ?? 4,
            ...(config.onEffect === undefined ? {} : { onEffect: config.onEffect }),
          }),
          new Intake({
            tasks: substrate.tasks,
            worker: writer,
            clock: () => host.now(),
            hasRoom: () => hasRoom(dse),
            take: (task) => takeTask(dse, task),
          }),
        ];
  const relay =
    config.work === false || substrate.feed === null
      ? null
      : substrate.feed.relay({
          worker: writer,
          clock: () => host.now(),
          onTrouble: config.onTrouble ?? (() => {}),
        });
  const dse: Dse = new Dse({
    folder,
    substrate,
    host,
    server,
    recorder,
    observer: new Observer(host),
    rolloutObserver: new RolloutObserver(host),
    workshop,
    memory,
    pressure: config.pressure ?? PressureSettings.parse({}),
    seed: config.seed ?? 1,
    optimization: config.optimization ?? OptimizationSettings.parse({}),
    evolution: config.evolution ?? EvolutionSettings.parse({}),
    choosing: config.choosing ?? { learner: 'plain' },
    services,
    mark,
    work,
    relay,
  });
  const budget = config.budget ?? { evaluations: 10_000_000, dollars: 50 };
  await dse.send(
    { kind: 'budget', id: BUDGET },
    { type: 'open', cap_evaluations: budget.evaluations, cap_micro: Math.round(budget.dollars * 1e6) },
  );
  for (const lost of RecordingMark.takeDead(folder)) {
    await dse.send(
      { kind: 'log', id: 'main' },
      { type: 'recordLoss', ...lost, at_most: FLUSH_RUNS },
      `lost-${lost.writer}`,
    );
  }
  dse.start();
  return dse;
}
