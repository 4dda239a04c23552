import type { RolloutContext } from '../machines/rollout/context.ts';
import { banditArms } from '../machines/rollout/splits.ts';
import type { CountedArm } from '../machines/rules/bandit/chooseWithIncumbent.ts';
import type { Host } from './host.ts';

/** What the arms of a rollout are known for is at most this old when one is chosen (DESIGN 9). */
const POSTERIORS_MS = 5000;

type Known = { readonly at: number; readonly arms: Promise<readonly CountedArm[]> };

/** What rollouts know of their arms, asked of them now and then. One per process. */
export class Posteriors {
  readonly #host: Host;
  readonly #known = new Map<string, Known>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Of a rollout by its id; none where it knows nothing yet. */
  of(rollout: string): Promise<readonly CountedArm[]> {
    const known = this.#known.get(rollout);
    const now = this.#host.now();
    if (known && now - known.at <= POSTERIORS_MS) return known.arms;
    const arms = this.#ask(rollout);
    this.#known.set(rollout, { at: now, arms });
    arms.catch(() => this.#known.delete(rollout));
    return arms;
  }

  async #ask(id: string): Promise<readonly CountedArm[]> {
    const { snapshot } = await this.#host.look({ kind: 'rollout', id });
    const context = snapshot.context as RolloutContext;
    return context.plan === null ? [] : banditArms(context.plan, context);
  }
}
