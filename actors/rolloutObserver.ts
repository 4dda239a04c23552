import type { RunPlace } from '../events/capabilityFacts.ts';
import type { Run } from '../events/run.ts';
import { SEEN_MAX } from '../machines/rollout/commands.ts';
import type { Seen } from '../machines/rollout/commands.ts';
import type { LifecycleContext } from '../machines/lifecycle/machine.ts';
import type { RolloutContext } from '../machines/rollout/context.ts';
import type { Host, Sent } from './host.ts';
import { CALLABLE } from './routes.ts';
import { runsAfter } from './runsAfter.ts';
import { capabilityState } from './workshop.ts';

type Found = {
  readonly from: RunPlace;
  readonly to: RunPlace;
  readonly seen: readonly Seen[];
  /** The run that was seen last. */
  readonly last: string;
};

/**
 * What a rollout learns of a run: how it went, and right after it how the challengers beside it did. Their times are those of the call where
 * the code ran: what a request waits for before and after it is nobody's merit. A challenger that
 * could not be called when it was its turn has failed, as it has beside the incumbent: once is no reason to give it up.
 */
export function seenIn(run: Run): readonly Seen[] {
  const own: Seen = {
    artifact: run.ran,
    beside: false,
    quality: run.quality,
    failed: run.outcome !== 'ok',
    fuel: run.fuel,
    latency_us: run.wall_us,
  };
  const others = (run.beside ?? []).map(({ artifact, outcome, quality, fuel, wall_us }): Seen => ({
    artifact,
    beside: true,
    quality,
    failed: outcome !== 'ok',
    fuel,
    latency_us: wall_us,
  }));
  const instead = run.assigned?.instead_of;
  const missed: readonly Seen[] =
    instead === undefined
      ? []
      : [{ artifact: instead, beside: true, quality: null, failed: true, fuel: null, latency_us: 0 }];
  return [own, ...others, ...missed];
}

/**
 * Carries the runs of a rollout into its actor, in the order of the log, at most 200 values at a time (SPEC E12). The command's id is the place
 * it ends at, so that two observers observe once.
 */
export class RolloutObserver {
  readonly #host: Host;
  /** Up to where nothing was found for a rollout that waits at a place: that is not read again. */
  readonly #nothing = new Map<
    string,
    { readonly rollout: string; readonly from: RunPlace | null; readonly upTo: RunPlace }
  >();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Carries what there is for the rollout of a capability; gives how many values. */
  async observe(capability: string): Promise<number> {
    let values = 0;
    let before: RunPlace | null = null;
    for (;;) {
      const { context } = await capabilityState(this.#host, capability);
      const id = context.split?.rollout;
      if (id === undefined) return values;
      await this.#withdrawGone(id);
      const found = await this.#next(capability, id);
      // Refused where it was refused before: it takes no more.
      if (found === null || samePlace(found.from, before)) return values;
      before = found.from;
      const { from, to, seen, last } = found;
      const sent = await this.#host.send(
        { kind: 'rollout', id },
        { type: 'observe', from, to, seen },
        { id: `observe-${to.position}-${to.index}`, correlation: id, causation: last },
      );
      values += this.#took(sent, id) ? seen.length : 0;
    }
  }

  /** Takes out the arms that are called no more: what is compared from here on would be nobody's. */
  async #withdrawGone(id: string): Promise<void> {
    const rollout = { kind: 'rollout', id } as const;
    const { plan, arms } = (await this.#host.look(rollout)).snapshot.context as RolloutContext;
    for (const { artifact } of arms) {
      const { snapshot } = await this.#host.look({ kind: plan!.kind, id: artifact });
      const { quarantined } = snapshot.context as LifecycleContext;
      const reason =
        quarantined === null
          ? `it is ${String(snapshot.value)}`
          : `it is quarantined (${quarantined.cause}: ${quarantined.detail})`;
      if (quarantined === null && CALLABLE.includes(String(snapshot.value))) continue;
      await this.#host.send(
        rollout,
        { type: 'withdraw', artifact, reason },
        { id: `withdraw-${artifact}`, correlation: id, causation: id },
      );
    }
  }

  /** Not where another observer was first, or it ended. @throws Error where the log took nothing, or what was seen is no observation. */
  #took(sent: Sent, rollout: string): boolean {
    if (sent.status === 'refused' && sent.code === 'invalid')
      throw new Error(`observing rollout/${rollout}: ${sent.message}`);
    if (sent.status === 'unavailable') throw new Error(`observing rollout/${rollout}: ${sent.reason}`);
    return sent.status === 'committed';
  }

  async #next(capability: string, id: string): Promise<Found | null> {
    const { snapshot } = await this.#host.look({ kind: 'rollout', id });
    const { observed } = snapshot.context as RolloutContext;
    const nothing = this.#nothing.get(capability);
    const known = nothing?.rollout === id && samePlace(nothing.from, observed) ? nothing.upTo : observed;
    const from = observed ?? { position: 0, index: 0 };
    const begun = observed === null ? await this.#begun(id) : 0;
    const seen: Seen[] = [];
    let [to, last] = [known ?? from, ''];
    // Whoever wrote a run of this rollout had seen it begin.
    for await (const placed of runsAfter(
      this.#host.substrate.runs,
      capability,
      to,
      ({ after }) => after < begun,
    )) {
      const { run } = placed;
      if (run.assigned?.rollout === id) {
        const values = seenIn(run);
        if (seen.length + values.length > SEEN_MAX) break;
        seen.push(...values);
        last = run.id;
      }
      to = placed.to;
    }
    if (seen.length > 0) return { from, to, seen, last };
    this.#nothing.set(capability, { rollout: id, from: observed, upTo: to });
    return null;
  }

  /** The position of the rollout's first commit. */
  async #begun(id: string): Promise<number> {
    const [first] = await this.#host.substrate.events.read({ kind: 'rollout', id });
    return first?.position ?? 0;
  }
}

function samePlace(one: RunPlace | null, other: RunPlace | null): boolean {
  return one?.position === other?.position && one?.index === other?.index;
}
