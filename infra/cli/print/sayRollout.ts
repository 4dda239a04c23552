import type { RolloutAnswer } from '../../answers/rollout.ts';
import type { Form, Said } from '../command.ts';
import { factText } from './factText.ts';
import { sayRows } from './say.ts';

const COLUMNS = [
  'artifact',
  'metric',
  'asks',
  'incumbent',
  'challenger',
  'margin',
  'pairs',
  'evidence',
  'needed',
  'shown',
];

/** A rollout for people: who against whom, where it stands, what each test says. */
export function* sayRollout(answer: RolloutAnswer, form: Form): Generator<Said> {
  if (form.json) {
    yield { out: JSON.stringify(answer) };
    return;
  }
  const {
    rollout,
    capability,
    incumbent,
    challengers,
    state,
    stage,
    outcome,
    answered,
    reason,
    readings,
    steps,
  } = answer;
  const names = challengers
    .map(({ artifact, focus }) => (focus ? `${artifact} (${focus})` : artifact))
    .join(', ');
  const where =
    typeof stage === 'number' ? `${Math.round(stage * 1e4) / 100} %` : (stage ?? 'its arms are checked');
  yield { out: `${rollout}: ${names} against ${incumbent} for ${capability}` };
  yield { out: `  ${outcome ?? state}, ${where}, ${answered} answered runs: ${reason}` };
  if (readings.length > 0)
    yield* sayRows(
      readings.map((one) => ({ ...one })),
      COLUMNS,
      form,
      'nothing is tested yet',
    );
  for (const { at, fact } of steps.filter((one) => one.fact.type !== 'rollout.observed'))
    yield { out: `  ${at}  ${fact.type}  ${factText(fact)}` };
}
