import type { Observations, RunPlace, RunWindow } from '../events/capabilityFacts.ts';
import type { Detectors } from '../events/driftDetectors.ts';
import type { Run } from '../events/run.ts';
import { channels } from '../machines/rules/drift/channel.ts';
import type { CapabilityContext } from '../machines/capability/machine.ts';
import { latencyOf } from '../machines/rules/drift/windowRule.ts';
import type { Host } from './host.ts';
import { runsAfter } from './runsAfter.ts';
import { capabilityState } from './workshop.ts';

const FAILING_MAX = 8;
const HEAVIEST_MAX = 3;

const observed = ['quality', 'latency', 'errors', 'cache'] as const;

/** What the detectors of these channels observe; a run that says nothing of a channel is left out of it. */
function observationsOf(runs: readonly Run[], detectors: Detectors): Observations {
  return Object.fromEntries(
    observed
      .filter((channel) => detectors[channel])
      .map((channel) => [
        channel,
        runs.map((run) => channels[channel].of(run)).filter((value) => value !== null),
      ]),
  );
}

/** Sums one window of runs of one artifact. Failing runs come in order, the heaviest first. */
export function windowOf(runs: readonly Run[], detectors?: Detectors): RunWindow {
  const judged = runs.filter((run) => run.quality !== null);
  const counted = runs.filter((run) => run.fuel !== null);
  const shadowed = runs.filter((run) => run.shadow !== undefined);
  const cached = runs.filter((run) => run.cache !== 'none');
  // An answer given again says nothing of how fast the thing is.
  const executed = runs.filter((run) => run.cache !== 'hit');
  const seen = new Set<string>();
  const failing = runs.filter((run) => {
    if ((run.outcome === 'ok' && run.failed.length === 0) || seen.has(run.input.hash)) return false;
    seen.add(run.input.hash);
    return true;
  });
  return {
    ran: runs[0]!.ran,
    n: runs.length,
    errors: runs.filter((run) => run.outcome !== 'ok').length,
    quality: {
      n: judged.length,
      sum: Math.round(judged.reduce((sum, run) => sum + run.quality!, 0) * 1e6) / 1e6,
    },
    executed: executed.length,
    latency_us: latencyOf(executed.map((run) => run.latency_us)),
    fuel: counted.map((run) => run.fuel!),
    cache: { hits: cached.filter((run) => run.cache === 'hit').length, n: cached.length },
    ...(shadowed.length > 0
      ? { shadow: { hits: shadowed.filter((run) => run.shadow === 'hit').length, n: shadowed.length } }
      : {}),
    cost_micro: runs.reduce((sum, run) => sum + run.cost_micro, 0),
    failing: failing
      .slice(0, FAILING_MAX)
      .map((run) => ({ run: run.id, input: run.input.hash, failed: run.failed })),
    heaviest: counted
      .toSorted((a, b) => b.fuel! - a.fuel! || (a.id < b.id ? -1 : 1))
      .slice(0, HEAVIEST_MAX)
      .map((run) => ({ run: run.id, input: run.input.hash, fuel: run.fuel! })),
    ...(detectors ? { observations: observationsOf(runs, detectors) } : {}),
  };
}

type Waiting = {
  readonly from: string;
  readonly served: string | null;
  readonly runs: readonly Run[];
  readonly upTo: RunPlace;
};

/**
 * Carries runs into the capability actor, window by window (DESIGN 4): each complete window of the artifact that ran is one
 * command whose id is the place it ends at, so that two observers observe once. What does not fill a window waits.
 */
export class Observer {
  readonly #host: Host;
  /** Runs that fill no window yet, where others were passed over among them: those are not read again with every look. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Observes every complete window there is; gives how many. */
  async observe(capability: string): Promise<number> {
    let windows = 0;
    for (;;) {
      const { context } = await capabilityState(this.#host, capability);
      if (!context.declared) return windows;
      const next = await this.#nextWindow(capability, context);
      if (!next) return windows;
      const sent = await this.#host.send(
        { kind: 'capability', id: capability },
        { type: 'observe', from: context.observed, to: next.to, window: next.window },
        {
          id: `observe-${next.to.position}-${next.to.index}`,
          correlation: `observe-${capability}`,
          causation: next.window.heaviest[0]?.run ?? `runs-${next.to.position}`,
        },
      );
      if (sent.status === 'refused' && sent.code !== 'conflict')
        throw new Error(`observing ${capability}: ${sent.message}`);
      if (sent.status === 'unavailable') throw new Error(`observing ${capability}: ${sent.reason}`);
      // A window that another observer carried in first is not counted twice.
      if (sent.status === 'committed') windows += 1;
    }
  }

  #size(context: CapabilityContext): number {
    const { window, baseline_runs } = context.declared!.observe;
    return context.detector.baseline ? window : baseline_runs;
  }

  /**
   * The next runs of one artifact after what was observed, as many as make a window; runs of another one end the search and are skipped as a
   * window of their own. Runs that a rollout gave to others than what is served are in no window: the rollout looks at them.
   */
  async #nextWindow(
    capability: string,
    context: CapabilityContext,
  ): Promise<{ window: RunWindow; to: RunPlace } | null> {
    const { observed: from, served } = context;
    const size = this.#size(context);
    const detectors = context.declared?.observe.detectors;
    const known = this.#waiting.get(capability);
    const waiting = known?.from === placeText(from) && known.served === served ? known : null;
    const runs: Run[] = [...(waiting?.runs ?? [])];
    let upTo = waiting?.upTo ?? from;
    let passed = waiting !== null;
    for await (const { run, at, to } of runsAfter(this.#host.substrate.runs, capability, upTo)) {
      upTo = to;
      if (run.assigned && run.ran !== served) {
        passed = true;
        continue;
      }
      // A takeover happened in between: what the predecessor ran is a window as it stands.
      if (runs.length > 0 && run.ran !== runs[0]!.ran) return { window: windowOf(runs, detectors), to: at };
      runs.push(run);
      if (runs.length === size) return { window: windowOf(runs, detectors), to };
    }
    if (passed) this.#waiting.set(capability, { from: placeText(from), served, runs, upTo });
    else this.#waiting.delete(capability);
    return null;
  }
}

function placeText({ position, index }: RunPlace): string {
  return `${position}-${index}`;
}
