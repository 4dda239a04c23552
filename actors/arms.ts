import type { Assigned } from '../events/run.ts';
import type { Split } from '../events/rollout.ts';
import { byBandit, byShare } from './assign.ts';
import type { Given } from './assign.ts';
import type { Posteriors } from './posteriors.ts';
import { isRoute } from './routes.ts';
import type { Route, Routes } from './routes.ts';

/** Who answers a request. */
export type Chosen = {
  readonly route: Route;
  /** Absent outside of rollouts. */
  readonly assigned?: Assigned;
  /** Challengers that run beside it. */
  readonly beside: readonly string[];
  /** Who answers instead where this one turns out to be quarantined. */
  readonly instead?: Chosen;
};

/** Shares a capability's requests out among the arms of a rollout. One per process. */
export class Arms {
  readonly #routes: Routes;
  readonly #posteriors: Posteriors;

  constructor(routes: Routes, posteriors: Posteriors) {
    this.#routes = routes;
    this.#posteriors = posteriors;
  }

  /** `unit`: sha256 of what keeps its arm. A challenger that cannot be called is answered for by what is served, and the run says so. */
  async choose(capability: string, served: Route, unit: string): Promise<Chosen> {
    const { split } = served.traffic;
    if (split === null) return { route: served, beside: [] };
    const { artifact, propensity } = await this.#given(split, unit);
    const { rollout } = split;
    if (artifact === served.served)
      return { route: served, assigned: { rollout, propensity, unit }, beside: split.shadow };
    const instead = {
      route: served,
      assigned: { rollout, propensity, unit, instead_of: artifact },
      beside: [],
    };
    const way = await this.#routes.to(capability, artifact).catch(() => null);
    if (way === null || !isRoute(way)) return instead;
    return { route: way, assigned: { rollout, propensity, unit }, beside: [], instead };
  }

  async #given(split: Split, unit: string): Promise<Given> {
    if (split.mode === 'share') return byShare(split, unit);
    return byBandit(split, await this.#posteriors.of(split.rollout), unit);
  }
}
