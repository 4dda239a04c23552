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

/** A stage in words: a share of requests is told in percent. */
export function stageText(stage: RolloutAnswer['stage']): string {
  return typeof stage === 'number' ? percent(stage) : (stage ?? 'its arms are checked');
}

/** Who answers how much, and who runs beside them. */
export function sharesText({ arms, shadow }: NonNullable<RolloutAnswer['split']>): string {
  const answering = arms.map(({ artifact, share }) => `${artifact} ${percent(share)}`).join(', ');
  return shadow.length === 0 ? answering : `${answering}; beside it ${shadow.join(', ')}`;
}

const percent = (share: number): string => `${Math.round(share * 1e4) / 100} %`;

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
    split,
    waits,
    steps,
  } = answer;
  const names = challengers
    .map(({ artifact, focus }) => (focus ? `${artifact} (${focus})` : artifact))
    .join(', ');
  yield { out: `${rollout}: ${names} against ${incumbent} for ${capability}` };
  yield { out: `  ${outcome ?? state}, ${stageText(stage)}, ${answered} answered runs: ${reason}` };
  if (split !== null) yield { out: `  answered by ${sharesText(split)}` };
  if (waits !== null) yield { out: `  waits for ${waits}` };
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
