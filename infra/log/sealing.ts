import type { Host } from '../../actors/host.ts';
import type { LogContext } from '../../machines/log/machine.ts';
import { sealOf } from './seal.ts';

/** Commits between two seals of a running process (DESIGN 4). */
export const SEAL_EVERY = 10_000;

const LOG = { kind: 'log', id: 'main' } as const;

/** Seals a log: each time `every` commits have gathered since the last seal, and when asked. */
export class Sealing {
  readonly #host: Host;
  readonly #every: number;
  readonly #off: () => void;
  #sealedTo = 0;
  #sealing: Promise<boolean> = Promise.resolve(false);

  constructor(host: Host, every: number = SEAL_EVERY) {
    this.#host = host;
    this.#every = every;
    this.#off = host.onCommit((_, position) => {
      if (position - this.#sealedTo < this.#every) return;
      // What this process knows may be old: the seal itself asks the log's actor where the last one ended.
      this.#sealedTo = position;
      void this.seal().catch(() => {});
    });
  }

  /** Seals what was appended since the last seal; false when there was nothing, or another process was faster. */
  seal(): Promise<boolean> {
    this.#sealing = this.#sealing.catch(() => false).then(() => this.#seal());
    return this.#sealing;
  }

  /** Waits for a seal under way; starts no more by itself. */
  async stop(): Promise<void> {
    this.#off();
    await this.#sealing.catch(() => false);
  }

  async #seal(): Promise<boolean> {
    const { events } = this.#host.substrate;
    const { snapshot } = await this.#host.look(LOG);
    const from = (snapshot.context as LogContext).sealed + 1;
    const to = await events.position();
    // A seal is a commit too: sealing only the last seal would never end.
    if (to <= from) return false;
    const id = `seal-${from}-${to}`;
    const sent = await this.#host.send(
      LOG,
      { type: 'seal', ...(await sealOf(events, from, to)) },
      { id, correlation: id, causation: id },
    );
    if (sent.status === 'unavailable') throw new Error(`the log was not sealed: ${sent.reason}`);
    this.#sealedTo = Math.max(this.#sealedTo, to);
    return sent.status === 'committed';
  }
}
