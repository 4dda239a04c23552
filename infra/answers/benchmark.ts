import type { FactData } from '../../events/catalog.ts';
import type { CountedAim } from '../../events/optimization.ts';
import type { ProofSummary, WallTime } from '../../events/proof.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { JUDGED_ON } from '../../machines/rules/aimedFitness.ts';
import { quality } from '../../machines/rules/quality.ts';
import { commitsOf } from './commits.ts';

/** What one of the two came to on the frozen inputs of its suite. */
export type Benched = {
  readonly artifact: string;
  readonly suite: number;
  /** Over all frozen inputs, and of the one that took most; null where work is not counted. */
  readonly fuel: number | null;
  readonly dearest_fuel: number | null;
  /** SPEC P24, the parent's performance being 1 where the winner's is held against it. */
  readonly quality: number;
  readonly pass_rate: number;
  readonly coverage: number | null;
  readonly robustness: number | null;
  /** Measured (law 7): median of a plain call, µs, and the most bytes that it was seen to hold. */
  readonly latency_us: number;
  readonly peak_bytes: number | null;
};

/** What a session improved and what took its place, on the same inputs (SPEC B14). */
export type Benchmark = {
  /** Which counts decided, in words. */
  readonly decided_by: string;
  readonly parent: Benched;
  readonly winner: Benched;
  /** Time of the winner over the parent's by turns in one isolate, with the quartiles of the rounds; it confirms and decides nothing. Null: not measured in this language. */
  readonly wall: WallTime | null;
};

/** Null where the proof of the winner is not in its log. */
export async function benchmarkOf(
  substrate: Substrate,
  parent: FactData<'parent.proved'>,
  winner: string,
  aim: CountedAim | undefined,
): Promise<Benchmark | null> {
  const commits = await commitsOf(substrate, { kind: 'artifact', id: winner });
  const tested = commits
    .flatMap(({ commit }) => commit.events)
    .findLast(({ type }) => type === 'artifact.tested');
  if (tested === undefined) return null;
  const { proof } = tested.data as FactData<'artifact.tested'>;
  return {
    decided_by: JUDGED_ON[aim ?? 'all'],
    parent: benched(
      parent.artifact,
      parent.proof,
      parent.proof.performance ?? (proof.performance === null ? null : 1),
    ),
    winner: benched(winner, proof, proof.performance),
    wall: proof.wall,
  };
}

function benched(artifact: string, proof: ProofSummary, performance: number | null): Benched {
  const { suite, fuel, pass_rate, coverage, robustness, latency_us, resources } = proof;
  const covered = coverage?.score ?? null;
  return {
    artifact,
    suite: suite.version,
    fuel,
    dearest_fuel: proof.dearest_fuel ?? null,
    quality: quality({ passRate: pass_rate, coverage: covered, performance, robustness }).value,
    pass_rate,
    coverage: covered,
    robustness,
    latency_us,
    peak_bytes: resources.peak_bytes,
  };
}
