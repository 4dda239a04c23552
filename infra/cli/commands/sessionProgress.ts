import { setTimeout as sleep } from 'node:timers/promises';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { sessionOf } from '../../answers/session.ts';
import type { SessionAnswer } from '../../answers/session.ts';
import type { Form, Said, Setting, Speech } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { benchmarkText } from '../print/benchmarkText.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';

const LOOK_MS = 200;

const fitness = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

/** A line of progress such as `experiments: 3/5 complete, best so far 0.890` (SPEC T33). */
export function progressText({
  stage,
  done,
  of,
  best,
  state,
}: Pick<SessionAnswer, 'stage' | 'done' | 'of' | 'best' | 'state'>): string {
  const counted = of === 0 ? '' : `: ${done}/${of} complete`;
  const shown = best === null ? '' : `, best so far ${fitness(best)}`;
  return `${state === 'paused' ? 'paused, ' : ''}${stage}${counted}${shown}`;
}

/** Waits for a session to end and tells its progress; leaves it to the next worker when it is interrupted. */
export async function* followSession(setting: Setting, session: string): Speech {
  const dse = await setting.house.dse();
  const { target, aim } = await sessionOf(dse.substrate, session);
  yield { err: `${session} for ${target}${aimText(aim)} (Ctrl-C leaves it to the next worker)` };
  let told = '';
  for (;;) {
    const answer = await sessionOf(dse.substrate, session);
    const line = progressText(answer);
    if (line !== told) yield { err: `${session}: ${line}` };
    told = line;
    if (answer.state !== 'working' && answer.state !== 'queued')
      return yield* saySession(dse.substrate, session, setting.form);
    if (setting.signal.aborted) {
      yield { err: `${session} is left to the next worker: \`dse work --drain\`, \`dse status ${session}\`` };
      return EXIT.unavailable;
    }
    if (dse.failure) throw dse.failure;
    await sleep(LOOK_MS);
  }
}

/** What a session came to, or how far it is: fact by fact, then in a sentence. */
export async function* saySession(substrate: Substrate, session: string, form: Form): Speech {
  const answer = await sessionOf(substrate, session);
  const code = answer.state === 'refused' || answer.outcome === 'refused' ? EXIT.refused : EXIT.ok;
  if (form.json) {
    yield { out: JSON.stringify(answer) };
    return code;
  }
  for (const { position, at, fact } of answer.steps)
    yield {
      out: `${String(position).padStart(6)}  ${at}  ${painted('cyan', fact.type, form)}  ${factText(fact)}`,
    };
  yield* sentence(answer);
  return code;
}

function* sentence(answer: SessionAnswer): Generator<Said> {
  const { session, target, state, outcome, artifact, improvement, reason } = answer;
  const before = fitness(answer.fitness_before);
  const after = fitness(answer.best);
  if (answer.benchmark !== null) for (const line of benchmarkText(answer.benchmark)) yield { out: line };
  if (outcome === 'improved')
    yield {
      out: `${session}: ${artifact} serves in place of ${target}; fitness${aimText(answer.aim)} ${before} → ${after} (+${improvement} %)`,
    };
  else if (outcome !== null)
    yield {
      out: `${session}: ${outcome.replaceAll('_', ' ')}${aimText(answer.aim)}; ${target} goes on serving: ${reason}${anewText(answer)}`,
    };
  else if (state === 'refused') yield { out: `${session}: refused: ${reason}` };
  else yield { out: `${session}: ${progressText(answer)}; ${NEXT[state as keyof typeof NEXT](session)}` };
}

const aimText = (aim: SessionAnswer['aim']): string => (aim === 'all' ? '' : ` for ${aim}`);

/** What a session that is open waits for. */
const NEXT = {
  queued: () => 'a worker (`dse work`, `dse serve`) begins it when nobody is at work',
  working: () => 'a worker (`dse work`, `dse serve`) does the rest',
  paused: (session: string) => `\`dse optimize --resume ${session}\` goes on, \`--cancel\` ends it`,
} as const;

function anewText({ outcome, steps }: SessionAnswer): string {
  const ended = steps.filter(({ fact }) => fact.type === 'experiment.ended');
  const known = ended.length > 0 && ended.every(({ fact }) => fact.data['outcome'] === 'known');
  return outcome === 'nothing_better' && known ? '; all was tried before, `--anew` tries it again' : '';
}
