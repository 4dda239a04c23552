import type { Rescored } from '../../../events/candidate.ts';
import { gainOf, gainText } from '../../../machines/rules/population/gainText.ts';
import type { ArmResults, EvolutionResults } from '../../evolving/results.ts';
import { saveResults } from '../../evolving/saveResults.ts';
import type { Form, Said, Speech } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import type { ExitCode } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const CODES: Readonly<Record<string, ExitCode>> = {
  blocked: EXIT.weakSuite,
  failed: EXIT.failed,
  refused: EXIT.refused,
};

/** Writes what a population came to, and says it: who won and by what evidence, the arm it was held against, and the targets beside what was measured. */
export async function* sayEvolved(results: EvolutionResults, folder: string, form: Form): Speech {
  const path = await saveResults(folder, results).catch((error: unknown) => {
    throw new CliProblem(EXIT.unavailable, `cannot write the results into ${folder}: ${String(error)}`);
  });
  yield { err: `written to ${path}` };
  const code = CODES[results.outcome ?? ''] ?? EXIT.ok;
  if (form.json) {
    yield { out: JSON.stringify(results) };
    return code;
  }
  yield* outcome(results);
  if (results.simulated)
    yield {
      out: 'simulated: a model that was asked, or its price, is no real one; so are all figures below',
    };
  const { compared } = results;
  const arms = [results, ...(compared === null ? [] : [compared])];
  yield* sayRows(
    arms.map(armRow),
    ['strategy', 'generations', 'evaluations', 'train_quality', 'holdout', 'shown'],
    form,
    'nothing was searched',
  );
  if (compared !== null) yield { out: verdict(results, compared) };
  yield {
    out: 'targets of systems with language models, beside what was measured here (nobody is chosen by them):',
  };
  yield* sayRows(
    results.targets.map(({ metric, unit, expected_before, expected_after, before, after, reached }) => ({
      metric: `${metric} (${unit})`,
      target: `${expected_before ?? 'hours'} → ${expected_after}`,
      measured: `${text(before)} → ${text(after)}`,
      reached: reached === null ? 'not measured' : reached ? 'yes' : 'no',
    })),
    ['metric', 'target', 'measured', 'reached'],
    form,
    'nothing was measured',
  );
  return code;
}

function* outcome({
  population,
  outcome: came,
  winner,
  target,
  deployment,
  stop,
}: EvolutionResults): Generator<Said> {
  if (deployment !== null) yield { out: `${population}: ${deployment.notified}` };
  else
    yield {
      out: `${population}: ${(came ?? 'open').replaceAll('_', ' ')}; ${target} goes on serving: ${stop?.reason ?? ''}`,
    };
  if (winner !== null)
    yield { out: `  ${winner.artifact}: ${winner.operators.join(', ')}; proof ${winner.verdict ?? 'open'}` };
}

const text = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(4))));

function bestOf({ holdout }: ArmResults): Rescored | null {
  if (holdout === null) return null;
  const chosen = holdout.finalists.find(({ candidate }) => candidate === holdout.chosen);
  return chosen ?? holdout.finalists.toSorted((a, b) => b.mean - a.mean)[0] ?? null;
}

function armRow(arm: ArmResults): Readonly<Record<string, string | number>> {
  const best = bestOf(arm);
  return {
    strategy: arm.strategy,
    generations: arm.generations.length,
    evaluations: arm.evaluations,
    train_quality: text(arm.generations.at(-1)?.quality ?? null),
    holdout: best === null ? '–' : gainText(gainOf(best), arm.holdout!.incumbent.mean),
    shown: arm.holdout?.shown ?? 'nothing',
  };
}

/** What the comparison says, whichever way it went. */
function verdict(arm: ArmResults, random: ArmResults): string {
  const [own, other] = [bestOf(arm), bestOf(random)];
  if (own === null || other === null)
    return 'only one of the two came before the hold-out: there is nothing to compare';
  if (own.low > other.mean)
    return `${arm.strategy} is better than random candidates at equal evaluations, on the hold-out`;
  if (other.low > own.mean)
    return `random candidates are better than ${arm.strategy} at equal evaluations, on the hold-out`;
  return `the hold-out does not tell ${arm.strategy} and random candidates apart at equal evaluations`;
}
