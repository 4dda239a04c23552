import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { FactData } from '../../events/catalog.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision } from '../decision.ts';
import { gainOf, gainText } from '../rules/population/gainText.ts';
import { chooseFinalist } from '../rules/population/finalists.ts';
import { claimAlpha, RULE } from '../rules/population/claims.ts';
import { childCame } from './breeding.ts';
import type { PopulationCommand } from './commands.ts';
import { controlsChecked } from './controls.ts';
import type { PopulationContext } from './context.ts';
import { childEvaluated, finalistEvaluated } from './evaluating.ts';
import { ended, over, undeployed } from './ending.ts';
import { effectFailed } from './failing.ts';
import type { populationMachine } from './machine.ts';
import { notExtended, winnerId, winnerProved } from './proving.ts';
import { queue } from './queue.ts';

type Snapshot = SnapshotFrom<typeof populationMachine>;

/** States in which results of this generation are still to come: they report first, so that everything spent is booked. */
const BUSY: readonly string[] = ['breeding', 'evaluating', 'rescoring'];

/** What a population answers to a command; refusals are facts too (law 5). */
export const decidePopulation: Decide<Snapshot, PopulationCommand> = (snapshot, command, meta) => {
  const { context } = snapshot;
  const at = (state: string): boolean => snapshot.matches({ working: state } as never);
  const only = (state: string): Decision =>
    illegal(`"${command.type}"`, snapshot.value, [`working.${state}`]);
  switch (command.type) {
    case 'queue':
      return queue(snapshot.value, command, meta);
    case 'begin':
      if (snapshot.value !== 'queued') return illegal('beginning it', snapshot.value, ['queued']);
      return decided(fact('population.started', { by: command.by }));
    case 'fundsGranted':
      if (!at('funding')) return only('funding');
      return decided(
        fact('population.funded', { evaluations: command.evaluations, cost_micro: command.cost_micro ?? 0 }),
      );
    case 'fundsDenied':
      if (!at('funding')) return only('funding');
      return decided(...over(context, 'refused', command.reason));
    case 'controlsChecked':
      if (!at('controlling')) return only('controlling');
      return decided(...controlsChecked(context, command));
    case 'bred':
    case 'notBred':
      if (!at('breeding')) return only('breeding');
      return childCame(context, command);
    case 'candidateEvaluated':
      if (at('rescoring')) return finalistEvaluated(context, command);
      if (!at('evaluating')) return only('evaluating');
      return childEvaluated(context, command);
    case 'finalistsCompared':
      if (!at('comparing')) return only('comparing');
      return decided(...compared(context, command));
    case 'evidencePrepared': {
      if (!at('preparing')) return only('preparing');
      const { type: _, ...data } = command;
      return decided(fact('evidence.prepared', data));
    }
    case 'suiteExtended':
      if (!at('extending')) return only('extending');
      return decided(fact('suite.adopted', { suite: command.suite }));
    case 'parentProved': {
      if (!at('measuring')) return only('measuring');
      const { artifact, proof } = command;
      return decided(
        fact('parent.proved', { artifact, proof }),
        fact('winner.generated', {
          candidate: context.chosen!.chosen!,
          artifact: winnerId(context, meta.self.id),
          parents: [context.asked!.target],
        }),
      );
    }
    case 'candidateProved':
      if (!at('proving')) return only('proving');
      if (meta.from?.id !== context.winner) return refused('invalid', `${context.winner} is the winner`);
      return decided(...winnerProved(context, command.proof));
    case 'candidateFailed':
      if (!at('proving')) return only('proving');
      return decided(...undeployed(context, 'nothing_better', `the winner failed: ${command.reason}`));
    case 'cancel':
      return stop(snapshot, { stop: 'cancelled', reason: command.reason.slice(0, 1000) });
    case 'deadline': {
      const reason = `${context.asked?.settings.time_limit_ms} ms are over`;
      if (!at('breeding') && !at('evaluating') && !at('funding') && !at('controlling'))
        return illegal('the deadline', snapshot.value, [
          'working.funding',
          'working.controlling',
          'working.breeding',
          'working.evaluating',
        ]);
      return stop(snapshot, { stop: 'deadline', reason });
    }
    case 'effectFailed':
      return effectFailed(snapshot, command);
    case 'tellRefused': {
      const { to, command: told, message } = command;
      const reason = `${to} refused "${told}": ${message}`;
      if (at('funding') && told === 'reserve') return decided(...over(context, 'refused', reason));
      if (at('extending') && told === 'extendSuite')
        return decided(...notExtended(context, command.code, reason));
      return refused('invalid', reason);
    }
  }
};

function stop(snapshot: Snapshot, data: FactData<'population.stopped'>): Decision {
  const { context, value } = snapshot;
  if (value !== 'queued' && !snapshot.matches('working'))
    return illegal('stopping it', value, ['queued', 'working']);
  const rescoring = snapshot.matches({ working: 'rescoring' } as never);
  // What has stopped by itself can still be cancelled while the finalists are looked at.
  if (context.stop !== null && (context.stop.stop === 'cancelled' || data.stop !== 'cancelled'))
    return refused('conflict', `it stops already: ${context.stop.reason}`);
  const stopped = fact('population.stopped', data);
  const waits = BUSY.some((state) => snapshot.matches({ working: state } as never));
  if (waits && (!rescoring || context.finalists.some(([, answered]) => !answered))) return decided(stopped);
  const outcome = data.stop === 'cancelled' ? 'cancelled' : 'nothing_better';
  return decided(stopped, ended(context, { outcome, artifact: null, reason: data.reason }));
}

function compared(
  context: PopulationContext,
  { finalists, incumbent }: Extract<PopulationCommand, { type: 'finalistsCompared' }>,
) {
  const { objectives, settings, weights } = context.asked!;
  const alpha = claimAlpha(settings.alpha, finalists.length, objectives.length);
  const { chosen, shown } = chooseFinalist(finalists, incumbent, objectives, { alpha, weights });
  const rescored = fact('finalists.rescored', {
    alpha,
    finalists: [...finalists],
    incumbent,
    chosen,
    shown,
    rule: RULE,
    weights,
  });
  if (chosen !== null) return [rescored];
  const best = finalists.map((finalist) => gainText(gainOf(finalist), incumbent.mean)).join('; ');
  const reason = `no finalist is shown to be better than the incumbent: quality ${best}`;
  return [rescored, ...undeployed(context, 'nothing_better', reason)];
}
