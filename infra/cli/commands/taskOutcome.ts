import type { TaskOutcome } from '../../answers/taskOutcome.ts';
import type { Form, Said } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';
import { transcriptOf } from '../../answers/transcript.ts';

/** A task that found no proven answer, or was refused at once, ends with 3: refused by proof. */
const CODES = { answered: EXIT.ok, open: EXIT.ok, unanswered: EXIT.refused, rejected: EXIT.refused } as const;

/**
 * Tells a task's outcome, and what can be done when there was none; gives the exit code. `as` steps: the eight of a CORE task; facts: each as it
 * stands in the log.
 */
export function* sayOutcome(
  outcome: TaskOutcome,
  form: Form,
  as: 'steps' | 'facts' = 'facts',
): Generator<Said, number> {
  const transcript = transcriptOf(outcome.steps);
  if (form.json) {
    yield { out: JSON.stringify({ ...outcome, transcript }) };
    return CODES[outcome.outcome];
  }
  if (as === 'steps')
    for (const { step, atMs, text } of transcript) {
      const at = atMs === null ? '' : `+${atMs} ms`;
      yield { out: `${at.padStart(10)}  ${painted('cyan', step.padEnd(9), form)}  ${text}` };
    }
  else
    for (const { position, at, fact } of outcome.steps) {
      yield {
        out: `${String(position).padStart(6)}  ${at}  ${painted('cyan', fact.type, form)}  ${factText(fact)}`,
      };
    }
  const { task, outcome: end, artifact, capability, quality, reason } = outcome;
  if (end === 'answered')
    yield {
      out: `task/${task}: answered by ${artifact}, quality ${quality}; \`dse run ${capability} --input JSON\` uses it`,
    };
  else if (end === 'open') yield { out: `task/${task}: open; \`dse work\` goes on with it` };
  else yield { out: `task/${task}: ${end}: ${reason}` };
  if (outcome.pressure?.warning) yield { out: `  best effort: ${outcome.pressure.warning}` };
  if (outcome.best_effort) yield { out: `  best effort: ${outcome.best_effort.warning}` };
  for (const way of outcome.ways_out) yield { out: `  way out: ${way}` };
  return CODES[end];
}
