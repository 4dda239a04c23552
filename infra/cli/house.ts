import type { Substrate } from '../../events/substrate/substrate.ts';
import type { Model } from '../../actors/models/model.ts';
import type { Projection } from '../../projections/index.ts';
import type { Dse } from '../dse.ts';
import type { Settings } from '../config/settings/settingsFile.ts';
import type { StoreMemory } from '../memory/storeMemory.ts';
import type { Needs } from './command.ts';
import { CliProblem, EXIT } from './exitCodes.ts';
import { processQuota } from './processQuota.ts';

export type HouseSettings = {
  /** Absolute. */
  readonly folder: string;
  readonly log: string;
  readonly seed: number | null;
  /** The settings file, absolute; null: `dse.yaml` here, if there is one. */
  readonly config: string | null;
};

/** What commands work on: one data folder, of which only the part that is needed is loaded and opened. */
export class House {
  readonly folder: string;
  readonly log: string;
  readonly seed: number | null;
  readonly config: string | null;
  readonly #settings: HouseSettings;
  #substrate: Promise<Substrate> | null = null;
  #projection: Promise<Projection> | null = null;
  #memory: Promise<StoreMemory> | null = null;
  #dse: Promise<Dse> | null = null;

  constructor(settings: HouseSettings) {
    this.folder = settings.folder;
    this.log = settings.log;
    this.seed = settings.seed;
    this.config = settings.config;
    this.#settings = settings;
  }

  /** Opens what a command needs before it says anything. */
  async prepare(needs: Needs): Promise<void> {
    if (needs === 'server' || needs === 'workers' || needs === 'actors') {
      const { folder, log, seed } = this.#settings;
      const quota = processQuota(process.env);
      const [settings, models, { createDse }] = await Promise.all([
        this.settings(),
        this.models(),
        import('../dse.ts'),
      ]);
      this.#dse ??= createDse({
        folder,
        log,
        work: needs !== 'server',
        sandboxLate: needs === 'actors',
        quota,
        models,
        modelGenerators: settings.generators.map(({ name, model, temperature, max_tokens, tier }) => ({
          name,
          model: models.get(model)!,
          temperature,
          maxTokens: max_tokens,
          tier,
        })),
        memory: settings.memory,
        optimization: settings.optimization,
        evolution: settings.evolution,
        choosing: settings.choosing,
        pressure: settings.pressure_management,
        ...(settings.sentinel === null ? {} : { sentinel: models.get(settings.sentinel)! }),
        ...(seed === null ? {} : { seed }),
      });
      await this.#dse;
    }
  }

  /** @throws CliProblem with every problem of the settings file, its place and its remedy. */
  async settings(): Promise<Settings> {
    const { readSettings } = await import('../config/settings/settingsFile.ts');
    const read = await readSettings(this.config);
    if (read.ok) return read.settings;
    const { problemText } = await import('../config/strictFile.ts');
    const problems = read.problems.map((problem) => `  ${problemText(problem)}`);
    throw new CliProblem(EXIT.usage, `the settings file has problems:\n${problems.join('\n')}`);
  }

  /** The language models of the settings, by name. */
  async models(): Promise<ReadonlyMap<string, Model>> {
    const settings = await this.settings();
    if (Object.keys(settings.models).length === 0) return new Map();
    const { openModels } = await import('../models/openModels.ts');
    return openModels(settings, process.env);
  }

  async substrate(): Promise<Substrate> {
    if (this.#dse) return (await this.#dse).substrate;
    this.#substrate ??= import('../log/open.ts').then(({ openLog }) => openLog(this.log));
    return this.#substrate;
  }

  /** The projection as it is on disk, perhaps behind the log. */
  async projection(): Promise<Projection> {
    if (this.#dse) return (await this.#dse).projection();
    this.#projection ??= this.#openProjection();
    return this.#projection;
  }

  async #openProjection(): Promise<Projection> {
    const { openProjection } = await import('../openProjection.ts');
    return openProjection(await this.substrate(), this.folder);
  }

  /** The projection, caught up with the log. */
  async knowledge(): Promise<Projection> {
    const projection = await this.projection();
    await projection.catchUp();
    return projection;
  }

  /** What was stored, found by description; made when it is first asked, and kept. */
  async memory(): Promise<StoreMemory> {
    if (this.#dse) return (await this.#dse).memory;
    this.#memory ??= this.#openMemory();
    return this.#memory;
  }

  async #openMemory(): Promise<StoreMemory> {
    const [{ memory }, { StoreMemory }, { openParts }] = await Promise.all([
      this.settings(),
      import('../memory/storeMemory.ts'),
      import('../memory/openParts.ts'),
    ]);
    const { blobs } = await this.substrate();
    return new StoreMemory(
      () => this.knowledge(),
      blobs,
      (mark) => openParts(memory, process.env, mark),
    );
  }

  /** @throws Error when the command did not say that it needs one. */
  async dse(): Promise<Dse> {
    if (!this.#dse)
      throw new Error(
        'this house was opened without a server: the command must need `server`, `workers` or `actors`',
      );
    return this.#dse;
  }

  async close(): Promise<void> {
    if (this.#dse) await (await this.#dse).close();
    if (this.#memory) await (await this.#memory).close();
    if (this.#projection) await (await this.#projection).close();
    if (this.#substrate) await (await this.#substrate).close();
  }
}
