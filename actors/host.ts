import { bodyHash, commitId } from '../events/commit.ts';
import type { ActorRef, Commit, Fact } from '../events/commit.ts';
import { encodeCommit } from '../events/codec.ts';
import { sha256 } from '../events/hash.ts';
import type { AppendOutcome } from '../events/substrate/events.ts';
import type { Substrate } from '../events/substrate/substrate.ts';
import type { Refusal } from '../machines/decision.ts';
import { stateText } from '../machines/fold.ts';
import type { Folded } from '../machines/fold.ts';
import { behaviours, POLICY } from '../machines/registry.ts';
import type { AnyCommand, CommandOf } from '../machines/registry.ts';
import { Mailbox } from './mailbox.ts';
import { loadResident, newResident, remember } from './resident.ts';
import type { Resident } from './resident.ts';

/** Where a command comes from. `id` makes handling it twice handling it once. */
export type Envelope = {
  readonly id: string;
  readonly correlation: string;
  readonly causation: string;
  /** The actor that told it. */
  readonly from?: ActorRef | null;
};

export type Sent =
  | {
      readonly status: 'committed';
      readonly version: number;
      readonly position: number;
      readonly facts: readonly Fact[];
    }
  /** This command was handled before; nothing was done. */
  | { readonly status: 'handled' }
  | Refusal
  /** The log took nothing, e.g. a full disk; try again when the reason is gone. */
  | { readonly status: 'unavailable'; readonly reason: string };

export type HostOptions = {
  readonly substrate: Substrate;
  /** ms since the epoch. */
  readonly clock: () => number;
  /** Names this process in the log. */
  readonly writer: string;
  /** Commits between two snapshots of an actor. */
  readonly snapshotEvery?: number;
  /** Actors kept in memory. */
  readonly residents?: number;
};

type Cell = { readonly mailbox: Mailbox; resident: Resident | null };

/** Hosts actors on a log (DESIGN 6): one mailbox each, five steps per command, concurrency control as the only safety. */
export class Host {
  readonly substrate: Substrate;
  readonly #options: Required<HostOptions>;
  readonly #cells = new Map<string, Cell>();
  readonly #listeners = new Set<(commit: Commit, position: number) => void>();

  constructor(options: HostOptions) {
    this.substrate = options.substrate;
    this.#options = { snapshotEvery: 200, residents: 20_000, ...options };
  }

  get writer(): string {
    return this.#options.writer;
  }

  now(): number {
    return this.#options.clock();
  }

  /** Called after each commit of this process. Returns the off switch. */
  onCommit(listener: (commit: Commit, position: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send<K extends keyof CommandOf>(
    actor: ActorRef & { kind: K },
    command: CommandOf[K],
    envelope: Envelope,
  ): Promise<Sent> {
    const cell = this.#cell(actor);
    return cell.mailbox.put(() => this.#handle(cell, actor, command, envelope));
  }

  /** The actor's state as of its last commit in the log. */
  async look(actor: ActorRef): Promise<Resident> {
    const cell = this.#cell(actor);
    return cell.mailbox.put(async () => {
      const known = cell.resident;
      const head = known ? await this.substrate.events.head(actor) : null;
      if (!known || (head?.version ?? 0) !== (known.head?.version ?? 0)) {
        cell.resident = await loadResident(this.substrate, behaviours[actor.kind], actor);
      }
      return cell.resident!;
    });
  }

  async #handle(cell: Cell, actor: ActorRef, command: AnyCommand, envelope: Envelope): Promise<Sent> {
    const behaviour = behaviours[actor.kind];
    // An actor that is not in memory is taken for a new one where a new one would do it: creating is appending at version 0, and the log
    // says when somebody did so before (law 9). Anything but a commit means that it has to be loaded.
    for (let known = cell.resident !== null; ; known = true) {
      // 1. Skip what was handled.
      if (known) cell.resident ??= await loadResident(this.substrate, behaviour, actor);
      const resident = cell.resident ?? newResident(behaviour, actor);
      if (resident.commands.has(envelope.id)) return { status: 'handled' };
      // 2. Decide, then fold the facts and collect what they ask for.
      const now = new Date(this.now()).toISOString();
      const at = now < resident.at ? resident.at : now;
      const decision = behaviour.decide(resident.snapshot, command, {
        at,
        self: actor,
        from: envelope.from ?? null,
      });
      if (decision.status === 'refused') {
        if (!known) continue;
        if (await this.#stale(resident)) {
          cell.resident = null;
          continue;
        }
        return decision;
      }
      const folded = behaviour.interpreter.fold(resident.snapshot, decision.facts, at);
      const commit = this.#commit(resident, decision.facts, folded, at, envelope);
      const body = encodeCommit(commit);
      // 3. Append at the expected head.
      let outcome: AppendOutcome;
      try {
        outcome = await this.substrate.events.append(commit, body, resident.head);
      } catch (error) {
        cell.resident = null;
        throw error;
      }
      // 4. On conflict drop the state, reload, decide again. A duplicate is somebody else's text of the same decision.
      if (outcome.status === 'conflict' || (outcome.status === 'appended' && outcome.duplicate)) {
        cell.resident = null;
        continue;
      }
      if (outcome.status === 'refused') {
        if (!known) continue;
        return { status: 'unavailable', reason: outcome.reason };
      }
      cell.resident = resident;
      resident.snapshot = folded.snapshot;
      resident.head = outcome.head;
      resident.prev = bodyHash(body);
      resident.at = at;
      remember(resident, envelope.id);
      if (commit.version % this.#options.snapshotEvery === 0) await this.#saveSnapshot(resident);
      // 5. The effects stand in the log already; whoever waits for work is woken.
      for (const listener of this.#listeners) listener(commit, outcome.position);
      return {
        status: 'committed',
        version: commit.version,
        position: outcome.position,
        facts: commit.events,
      };
    }
  }

  #commit(
    resident: Resident,
    facts: readonly Fact[],
    folded: Folded,
    at: string,
    envelope: Envelope,
  ): Commit {
    const { actor } = resident;
    const behaviour = behaviours[actor.kind];
    const version = (resident.head?.version ?? 0) + 1;
    return {
      v: 1,
      id: commitId(actor, version, envelope.id),
      actor,
      version,
      events: [...facts],
      effects: folded.effects.map(({ name, child, input, delayMs }) =>
        delayMs === undefined
          ? { name, child, input }
          : { name, child, input, due: new Date(Date.parse(at) + delayMs).toISOString() },
      ),
      ended: [...folded.ended],
      meta: {
        at,
        command: envelope.id,
        correlation: envelope.correlation,
        causation: envelope.causation,
        producer: { machine: behaviour.machine, version: behaviour.version, writer: this.writer },
        policy: POLICY,
      },
      state: sha256(stateText(behaviour.interpreter.freeze(folded.snapshot))),
      prev: resident.prev,
    };
  }

  /** Another process may have moved the actor on: a refusal is only final when it was made on the latest state. */
  async #stale(resident: Resident): Promise<boolean> {
    const head = await this.substrate.events.head(resident.actor);
    return (head?.version ?? 0) !== (resident.head?.version ?? 0);
  }

  /** A cache of the fold: when it cannot be written, the log still says everything. */
  async #saveSnapshot(resident: Resident): Promise<void> {
    const behaviour = behaviours[resident.actor.kind];
    try {
      await this.substrate.snapshots.put({
        actor: resident.actor,
        machine: behaviour.machine,
        machineVersion: behaviour.version,
        version: resident.head!.version,
        token: resident.head!.token,
        prev: resident.prev!,
        at: resident.at,
        state: stateText(behaviour.interpreter.freeze(resident.snapshot)),
        commands: [...resident.commands],
      });
    } catch {
      return;
    }
  }

  #cell(actor: ActorRef): Cell {
    const key = `${actor.kind}/${actor.id}`;
    const found = this.#cells.get(key);
    if (found) {
      // Re-inserting keeps the map in order of use.
      this.#cells.delete(key);
      this.#cells.set(key, found);
      return found;
    }
    const cell: Cell = { mailbox: new Mailbox(), resident: null };
    this.#cells.set(key, cell);
    if (this.#cells.size > this.#options.residents) this.#evict();
    return cell;
  }

  #evict(): void {
    for (const [key, cell] of this.#cells) {
      if (cell.mailbox.waiting > 0) continue;
      this.#cells.delete(key);
      return;
    }
  }
}
