import { chooseVariant } from '../machines/rules/feasible.ts';
import type { Choice, Measure, RunLimits, Variant } from '../machines/rules/feasible.ts';
import type { Host } from './host.ts';
import type { ReadModel } from './ports.ts';

/** A choice among many rests on numbers that are at most this old (DESIGN 6, 9). */
const VARIANTS_MS = 5000;

type Known = { readonly at: number; readonly variants: Promise<readonly Variant[]> };

/** What is known of the stored implementations of each capability, asked of the projections now and then. One per process. */
export class Variants {
  readonly #host: Host;
  readonly #readModel: ReadModel;
  readonly #known = new Map<string, Known>();

  constructor(host: Host, readModel: ReadModel) {
    this.#host = host;
    this.#readModel = readModel;
    host.onCommit(({ actor }) => {
      if (actor.kind === 'capability') this.#known.delete(actor.id);
    });
  }

  /** Which of them answers under these limits. */
  async choose(capability: string, limits: RunLimits): Promise<Choice> {
    return chooseVariant(await this.#of(capability), limits);
  }

  #of(capability: string): Promise<readonly Variant[]> {
    const known = this.#known.get(capability);
    const now = this.#host.now();
    if (known && now - known.at <= VARIANTS_MS) return known.variants;
    const variants = this.#readModel.variants(capability);
    this.#known.set(capability, { at: now, variants });
    variants.catch(() => this.#known.delete(capability));
    return variants;
  }
}

/** Says of each implementation which limits it misses, with the numbers. */
export function missedText(
  capability: string,
  missed: Extract<Choice, { status: 'none' }>['missed'],
): string {
  const numbers = ({ quality, p95Us, costMicro }: Variant): Readonly<Record<Measure, string>> => ({
    quality: `quality ${quality}`,
    latency: `p95 ${(p95Us ?? 0) / 1000} ms`,
    cost: `$${(costMicro ?? 0) / 1e6} a run`,
  });
  const each = missed.map(
    ({ variant, misses }) =>
      `${variant.artifact} has ${misses.map((miss) => numbers(variant)[miss]).join(', ')}`,
  );
  return `nothing stored for "${capability}" meets these limits: ${each.join('; ')}; ask for less, or submit a task`;
}
