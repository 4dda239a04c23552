import { join } from 'node:path';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { Projection } from '../../projections/index.ts';
import type { Dse } from '../dse.ts';
import type { MemorySettings } from '../config/settings/memory.ts';
import { openLog } from '../log/open.ts';
import type { StoreMemory } from '../memory/storeMemory.ts';
import type { Needs } from './command.ts';
import { processQuota } from './processQuota.ts';

export type HouseSettings = {
  /** Absolute. */
  readonly folder: string;
  readonly log: string;
  readonly seed: number | null;
  /** How what was stored is found; default: as without settings. */
  readonly memory?: MemorySettings;
};

/** What commands work on: one data folder, of which only the part that is needed is loaded and opened. */
export class House {
  readonly folder: string;
  readonly log: string;
  readonly seed: number | null;
  readonly #settings: HouseSettings;
  #substrate: Promise<Substrate> | null = null;
  #projection: Promise<Projection> | null = null;
  #memory: Promise<StoreMemory> | null = null;
  #dse: Promise<Dse> | null = null;

  constructor(settings: HouseSettings) {
    this.folder = settings.folder;
    this.log = settings.log;
    this.seed = settings.seed;
    this.#settings = settings;
  }

  /** Opens what a command needs before it says anything. */
  async prepare(needs: Needs): Promise<void> {
    if (needs === 'server' || needs === 'workers') {
      const { folder, log, seed } = this.#settings;
      const quota = processQuota(process.env);
      const { createDse } = await import('../dse.ts');
      this.#dse ??= createDse({
        folder,
        log,
        work: needs === 'workers',
        quota,
        ...(seed === null ? {} : { seed }),
      });
      await this.#dse;
    }
  }

  async substrate(): Promise<Substrate> {
    if (this.#dse) return (await this.#dse).substrate;
    this.#substrate ??= openLog(this.log);
    return this.#substrate;
  }

  /** The projection as it is on disk, perhaps behind the log. */
  async projection(): Promise<Projection> {
    if (this.#dse) return (await this.#dse).projection();
    this.#projection ??= this.#openProjection();
    return this.#projection;
  }

  async #openProjection(): Promise<Projection> {
    const [{ Projection }, { duckdbFiles }] = await Promise.all([
      import('../../projections/index.ts'),
      import('../duckdb/duckdbFiles.ts'),
    ]);
    return Projection.open(await this.substrate(), duckdbFiles(join(this.folder, 'projection')));
  }

  /** The projection, caught up with the log. */
  async knowledge(): Promise<Projection> {
    const projection = await this.projection();
    await projection.catchUp();
    return projection;
  }

  /** What was stored, found by description; made when it is first asked, and kept. */
  async memory(): Promise<StoreMemory> {
    this.#memory ??= this.#openMemory();
    return this.#memory;
  }

  async #openMemory(): Promise<StoreMemory> {
    const [{ StoreMemory }, { openParts }, { MemorySettings }] = await Promise.all([
      import('../memory/storeMemory.ts'),
      import('../memory/openParts.ts'),
      import('../config/settings/memory.ts'),
    ]);
    const { blobs } = await this.substrate();
    const settings = this.#settings.memory ?? MemorySettings.parse({});
    return new StoreMemory(
      () => this.knowledge(),
      blobs,
      (mark) => openParts(settings, process.env, mark),
    );
  }

  /** @throws Error when the command did not say that it needs one. */
  async dse(): Promise<Dse> {
    if (!this.#dse)
      throw new Error('this house was opened without a server: the command must need `server` or `workers`');
    return this.#dse;
  }

  async close(): Promise<void> {
    if (this.#dse) await (await this.#dse).close();
    if (this.#memory) await (await this.#memory).close();
    if (this.#projection) await (await this.#projection).close();
    if (this.#substrate) await (await this.#substrate).close();
  }
}
