import type { FactData } from '../../../events/catalog.ts';
import type { Fact } from '../../../events/commit.ts';

export type TranscriptLine = {
  readonly step: 'request' | 'intent' | 'known' | 'memory' | 'generator' | 'generate' | 'prove' | 'answer';
  /** From acceptance, ms, by the clock of the log; null: the step was not needed. */
  readonly atMs: number | null;
  readonly text: string;
};

type Told = { readonly at: string; readonly fact: Fact };
type Of<T extends keyof typeof tellers> = FactData<T>;

const usd = (micro: number): string => `$${(micro / 1e6).toFixed(6)}`;

const tellers = {
  'generator.chosen': ({ generator, arms, reason }: FactData<'generator.chosen'>) => {
    const draws = arms.map((arm) => `${arm.generator} p=${arm.propensity.toFixed(2)}`).join(', ');
    return `${generator}: ${reason}${draws === '' ? '' : ` (${draws})`}`;
  },
  'candidates.proposed': ({ candidates, cost_micro, note, model }: FactData<'candidates.proposed'>) => {
    const asked = model
      ? `; ${model.model}${model.simulated ? ' (simulated)' : ''}, ${model.input_tokens} + ${model.output_tokens} tokens${model.estimated ? ' (estimated)' : ''}, ${usd(model.cost_micro)}`
      : '';
    const what = candidates.length === 1 ? '1 candidate' : `${candidates.length} candidates`;
    return `${what}${note === '' ? '' : `: ${note}`}${asked}; ${usd(cost_micro)} in all`;
  },
  'candidate.judged': ({ artifact, verdict, reason, quality }: FactData<'candidate.judged'>) =>
    `${artifact} ${verdict}${verdict === 'accepted' ? `, quality ${quality}` : ''}: ${reason}`,
} as const;

/**
 * A CORE task in the eight steps of SPEC T1, with the time of each from the facts' own stamps. Generating and proving come as often as they
 * were done; what was not needed says so.
 */
export function transcriptOf(steps: readonly Told[]): readonly TranscriptLine[] {
  const accepted = steps.find(({ fact }) => fact.type === 'task.accepted');
  if (!accepted) return [];
  const began = Date.parse(accepted.at);
  const { request, served, intent } = accepted.fact.data as FactData<'task.accepted'>;
  const lines: TranscriptLine[] = [];
  const add = (step: TranscriptLine['step'], at: string | null, text: string): void => {
    lines.push({ step, atMs: at === null ? null : Date.parse(at) - began, text });
  };
  const words = request.description === '' ? 'no words' : JSON.stringify(request.description);
  add('request', accepted.at, `${request.capability}: ${words}`);
  const deadline = request.deadline_ms === null ? 'no deadline' : `deadline ${request.deadline_ms / 1000} s`;
  const heard = intent?.signals.map((signal) => JSON.stringify(signal)).join(', ');
  add(
    'intent',
    accepted.at,
    intent
      ? `mode ${intent.mode}${heard ? ` (${heard})` : ''}, by ${intent.by}; ${deadline}`
      : `none was said; ${deadline}`,
  );
  add(
    'known',
    accepted.at,
    served ? `${served} is served already: it is the answer` : 'nothing that could answer is served',
  );
  const body = steps.filter(({ fact }) => fact.type in tellers);
  let memory = false;
  for (const [index, { at, fact }] of body.entries()) {
    const type = fact.type as keyof typeof tellers;
    const text = (tellers[type] as (data: Of<typeof type>) => string)(fact.data as Of<typeof type>);
    const isMemory = (fact.data as { generator: string }).generator === 'memory';
    if (isMemory && type === 'generator.chosen') memory = true;
    if (isMemory && type !== 'candidate.judged') {
      if (type === 'candidates.proposed') add('memory', at, text);
      continue;
    }
    if (!memory && index === 0) add('memory', null, 'not needed: the capability brings code of its own');
    memory = true;
    add(
      type === 'generator.chosen' ? 'generator' : type === 'candidates.proposed' ? 'generate' : 'prove',
      at,
      text,
    );
  }
  if (served)
    for (const step of ['memory', 'generator', 'generate', 'prove'] as const) add(step, null, 'not needed');
  const end = steps.findLast(({ fact }) => fact.type === 'task.answered' || fact.type === 'task.unanswered');
  if (!end) return lines;
  const hints = steps
    .filter(({ fact }) => fact.type === 'hint.left')
    .map(({ fact }) => (fact.data as FactData<'hint.left'>).reason);
  const left = hints.length === 0 ? '' : `; hints left for OPTIMIZE: ${hints.join(', ')}`;
  if (end.fact.type === 'task.answered') {
    const { artifact, by, quality } = end.fact.data as FactData<'task.answered'>;
    add(
      'answer',
      end.at,
      `${artifact} by ${by}, quality ${quality}, ${served ? 'as it is served' : 'stored and served'}${left}`,
    );
  } else add('answer', end.at, `none: ${(end.fact.data as FactData<'task.unanswered'>).reason}`);
  return lines;
}
