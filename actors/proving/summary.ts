import type { CapabilitySpec } from '../../events/capability.ts';
import type { Suite } from '../../events/suite.ts';
import { performanceScore, quality } from '../../machines/rules/quality.ts';
import type { Coverage, Ratio, Walls } from '../ports.ts';
import type { CaseResult } from './judgeCalls.ts';
import type { Proof } from './proof.ts';

export type Measured = {
  readonly visible: readonly CaseResult[];
  readonly heldOut: readonly CaseResult[] | null;
  readonly robustness: readonly CaseResult[];
  readonly coverage: Coverage | null;
  /** Total over the frozen inputs; null when one of them did not finish or work is not counted. */
  readonly fuel: number | null;
  readonly frozen: number;
  readonly parentFuel: number | null;
  readonly latencyUs: number;
};

const FAILURES_MAX = 5;

const four = (value: number) => Math.round(value * 1e4) / 1e4;
const share = ({ covered, total }: Ratio) => (total === 0 ? 1 : four(covered / total));

function coverageScore(coverage: Coverage): { statements: number; branches: number; score: number } {
  const { statements, branches } = coverage;
  const both = { covered: statements.covered + branches.covered, total: statements.total + branches.total };
  return { statements: share(statements), branches: share(branches), score: share(both) };
}

/**
 * The numbers of a proof from what was measured (SPEC P24, P88, P89, C10).
 * pass rate = visible checks passed / all; coverage = statements and branches covered / all, over visible and malformed inputs;
 * performance = fuel against `objectives.fuel_target` (mean per frozen input) or, without one, against the parent's fuel;
 * robustness = malformed inputs handled / all. Verdict `passed`: every visible and held-out check holds and the
 * quality reaches `objectives.quality_min`.
 */
export function summaryOf(
  spec: CapabilitySpec,
  suite: Suite,
  measured: Measured,
  seed: number,
  walls: Walls | null,
): Proof['summary'] {
  const passed = measured.visible.filter(({ message }) => message === null).length;
  const total = measured.visible.length;
  const handled = measured.robustness.filter(({ message }) => message === null).length;
  const { fuel_target: target, quality_min: least } = spec.objectives;
  const coverage = measured.coverage === null ? null : coverageScore(measured.coverage);
  const parts = {
    passRate: total === 0 ? 0 : four(passed / total),
    coverage: coverage === null ? null : coverage.score,
    performance: performanceScore(
      target === null ? measured.parentFuel : target * measured.frozen,
      measured.fuel,
    ),
    robustness: measured.robustness.length === 0 ? null : four(handled / measured.robustness.length),
  };
  const judged = quality(parts);
  const failures = [...measured.visible, ...(measured.heldOut ?? [])].flatMap(({ id, message }) =>
    message === null ? [] : [{ case: id, message }],
  );
  if (failures.length === 0 && judged.value < least) {
    failures.push({
      case: 'objective/quality',
      message: `quality ${judged.value} is below quality_min ${least}`,
    });
  }
  return {
    suite: { version: suite.version, hash: suite.hash },
    verdict: failures.length === 0 && total > 0 ? 'passed' : 'failed',
    passed,
    total,
    pass_rate: parts.passRate,
    coverage,
    performance: parts.performance,
    robustness: parts.robustness,
    quality: judged.value,
    formula: judged.formula,
    fuel: measured.fuel,
    held_out:
      measured.heldOut === null
        ? null
        : {
            passed: measured.heldOut.filter(({ message }) => message === null).length,
            total: measured.heldOut.length,
          },
    failures: failures.slice(0, FAILURES_MAX),
    seed,
    ...(walls === null ? {} : { limits: spec.limits }),
    engine: walls === null ? 'none' : `${walls.engine} ${walls.engineVersion}, fuel table ${walls.fuelTable}`,
    walls: walls === null ? [] : [...walls.walls],
    latency_us: measured.latencyUs,
  };
}
