import type { CapabilitySpec } from '../../events/capability.ts';
import type { Cause, Differential, Failure, SuiteStrength, WallTime } from '../../events/proof.ts';
import type { Suite } from '../../events/suite.ts';
import { performanceScore, quality } from '../../machines/rules/quality.ts';
import type { Coverage, Ratio, Walls } from '../ports.ts';
import type { CaseResult } from './judgeCalls.ts';
import { reachesAccuracy } from './accuracy.ts';
import { causeOf } from './cause.ts';
import type { Proof } from './proof.ts';
import type { Reach } from './reaches.ts';

export type Measured = {
  readonly visible: readonly CaseResult[];
  readonly heldOut: readonly CaseResult[] | null;
  readonly robustness: readonly CaseResult[];
  readonly coverage: Coverage | null;
  /** Total over the frozen inputs; null when one of them did not finish or work is not counted. */
  readonly fuel: number | null;
  /** Of the one that took most. */
  readonly dearestFuel: number | null;
  readonly frozen: number;
  readonly parentFuel: number | null;
  readonly latencyUs: number;
  readonly reaches: readonly Reach[];
  readonly deterministic: boolean | null;
  readonly strength: SuiteStrength | null;
  readonly differential: Differential | null;
  readonly wall: WallTime | null;
  readonly resources: Proof['summary']['resources'];
};

const FAILURES_MAX = 5;

const four = (value: number) => Math.round(value * 1e4) / 1e4;
const share = ({ covered, total }: Ratio) => (total === 0 ? 1 : four(covered / total));

function coverageScore(coverage: Coverage): { statements: number; branches: number; score: number } {
  const { statements, branches } = coverage;
  const both = { covered: statements.covered + branches.covered, total: statements.total + branches.total };
  return { statements: share(statements), branches: share(branches), score: share(both) };
}

const objective = (name: string, message: string): Failure => ({
  case: `objective/${name}`,
  message,
  input: null,
  expected: null,
  actual: null,
  stop: null,
});

/** Whether enough checks hold; that it answers the same twice is no matter of how many. */
function isAccurate({ objectives }: CapabilitySpec, { visible, heldOut }: Measured): boolean {
  const holds = ({ message }: CaseResult): boolean => message === null;
  const counted = visible.filter(({ kind }) => kind !== 'determinism');
  return (
    visible.every((one) => one.kind !== 'determinism' || holds(one)) &&
    reachesAccuracy(counted.map(holds), objectives) &&
    reachesAccuracy((heldOut ?? []).map(holds), objectives)
  );
}

/** Checks that do not hold. */
function brokenOf({ visible, heldOut }: Measured): readonly Failure[] {
  return [...visible, ...(heldOut ?? [])].flatMap(({ id, message, input, expected, actual, stop }) =>
    message === null ? [] : [{ case: id, message, input, expected, actual, stop }],
  );
}

/** What is wrong, the gravest kinds first: reaches, checks, then the objectives of what passes its checks. */
function failuresOf(
  spec: CapabilitySpec,
  measured: Measured,
  scores: { readonly quality: number; readonly performance: number | null },
): readonly Failure[] {
  const reached = measured.reaches.map(({ line, what }): Failure => ({
    ...objective('', `line ${line} reaches for ${what}, which no capability grants`),
    case: 'sandbox/reach',
  }));
  const failed = brokenOf(measured);
  if (reached.length > 0 || (failed.length > 0 && !isAccurate(spec, measured)))
    return [...reached, ...failed];
  const { quality_min: least, performance_min: pace, strength_min: strength } = spec.objectives;
  const weak = measured.strength !== null && measured.strength.score < strength ? measured.strength : null;
  return [
    ...(scores.performance !== null && scores.performance < pace
      ? [
          objective(
            'performance',
            `performance ${scores.performance} is below performance_min ${pace}: ${measured.fuel} fuel`,
          ),
        ]
      : []),
    ...(weak
      ? [
          objective(
            'strength',
            `the suite catches ${weak.killed} of ${weak.mutants - weak.equivalent} faulty copies of this code, below strength_min ${strength}: ${survivorText(weak)}`.slice(
              0,
              300,
            ),
          ),
        ]
      : []),
    ...(scores.quality < least
      ? [objective('quality', `quality ${scores.quality} is below quality_min ${least}`)]
      : []),
  ];
}

function survivorText({ survivors }: SuiteStrength): string {
  const [first] = survivors;
  if (first === undefined) return 'add examples';
  const where = `one with another ${first.operator} on line ${first.line} passes`;
  return first.input === null
    ? `${where}; add an example`
    : `${where}; add an example such as ${first.input}`;
}

/**
 * The numbers of a proof from what was measured (SPEC P24, P88, P89, C10), each in [0, 1]:
 * pass rate = visible checks passed / all; coverage = statements and branches covered / all, over visible and malformed inputs;
 * performance = min(1, reference / fuel), where the reference is `objectives.fuel_target` × frozen inputs or, without one, the parent's
 * fuel on the same inputs; robustness = malformed and damaged inputs handled / all; quality = 0.4 pass rate + 0.3 coverage
 * + 0.2 performance + 0.1 robustness, or 0.6 and 0.4 of the first two where one of the others was not measured.
 * Shares have four decimals, performance and quality six. Verdict `passed`: nothing is reached for that no capability grants, every visible
 * and held-out check holds (of a prompt, enough of both: `objectives.accuracy_min`), and performance, strength and quality reach their floors; otherwise `cause` says why.
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
  const { fuel_target: target } = spec.objectives;
  const reference = target === null ? measured.parentFuel : target * measured.frozen;
  const coverage = measured.coverage === null ? null : coverageScore(measured.coverage);
  const parts = {
    passRate: total === 0 ? 0 : four(passed / total),
    coverage: coverage === null ? null : coverage.score,
    performance: performanceScore(reference, measured.fuel),
    robustness: measured.robustness.length === 0 ? null : four(handled / measured.robustness.length),
  };
  const judged = quality(parts);
  const failures = failuresOf(spec, measured, { quality: judged.value, performance: parts.performance });
  const cause: Cause | null = total === 0 ? 'wrong' : causeOf(failures);
  return {
    suite: { version: suite.version, hash: suite.hash },
    verdict: cause === null ? 'passed' : 'failed',
    cause,
    passed,
    total,
    pass_rate: parts.passRate,
    coverage,
    performance: parts.performance,
    robustness: parts.robustness,
    quality: judged.value,
    formula: judged.formula,
    fuel: measured.fuel,
    ...(measured.dearestFuel === null ? {} : { dearest_fuel: measured.dearestFuel }),
    held_out:
      measured.heldOut === null
        ? null
        : {
            passed: measured.heldOut.filter(({ message }) => message === null).length,
            total: measured.heldOut.length,
          },
    // What a prompt may get wrong is shown all the same.
    failures: (failures.length > 0 ? failures : brokenOf(measured)).slice(0, FAILURES_MAX),
    counts: {
      statements: measured.coverage?.statements ?? null,
      branches: measured.coverage?.branches ?? null,
      malformed: { covered: handled, total: measured.robustness.length },
      reference_fuel: reference,
    },
    deterministic: measured.deterministic,
    strength: measured.strength,
    differential: measured.differential,
    wall: measured.wall,
    resources: measured.resources,
    seed,
    ...(walls === null ? {} : { limits: spec.limits }),
    engine: walls === null ? 'none' : `${walls.engine} ${walls.engineVersion}, fuel table ${walls.fuelTable}`,
    walls: walls === null ? [] : [...walls.walls],
    latency_us: measured.latencyUs,
  };
}
