import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { FactData } from '../../events/catalog.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision, DecisionMeta } from '../decision.ts';
import { aimedFitness } from '../rules/aimedFitness.ts';
import { countedFitness } from '../rules/countedFitness.ts';
import { measured } from '../rules/measured.ts';
import type { OptimizationCommand } from './commands.ts';
import { afterExperiment, bestFitness, SELECTION, submission } from './context.ts';
import { closing, conclude, ended, over } from './ending.ts';
import { endedExperiment, goOn } from './experiments.ts';
import type { optimizationMachine } from './machine.ts';
import { nextSettings } from './next.ts';
import { queue } from './queue.ts';
import { uncountedWork } from './uncounted.ts';

type Snapshot = SnapshotFrom<typeof optimizationMachine>;
type Stop = FactData<'optimization.stopped'>['stop'];

/** What an OPTIMIZE session answers to a command (SPEC T12-T24, C50-C58); refusals are facts too (law 5). */
export const decideOptimization: Decide<Snapshot, OptimizationCommand> = (snapshot, command, meta) => {
  const { context } = snapshot;
  const at = (state: string): boolean => snapshot.matches({ working: state } as never);
  const only = (state: string): Decision =>
    illegal(`"${command.type}"`, snapshot.value, [`working.${state}`]);
  switch (command.type) {
    case 'queue':
      return queue(snapshot.value, command, meta);
    case 'begin':
      if (snapshot.value !== 'queued') return illegal('beginning it', snapshot.value, ['queued']);
      if (context.paused) return refused('conflict', 'it is paused: resume it first');
      return decided(
        fact('optimization.started', {
          by: command.by,
          ...(command.budget === undefined || command.budget === context.plan?.budget
            ? {}
            : { budget: command.budget }),
        }),
      );
    case 'targetJoined': {
      if (!at('joining')) return only('joining');
      const { source, quality } = command;
      return decided(fact('optimization.joined', { source, quality }));
    }
    case 'fundsGranted': {
      if (!at('funding')) return only('funding');
      const { evaluations, cost_micro } = command;
      return decided(fact('optimization.funded', { evaluations, cost_micro: cost_micro ?? 0 }));
    }
    case 'fundsDenied':
      if (!at('funding')) return only('funding');
      return decided(...over(context, 'refused', command.reason));
    case 'parentProved': {
      if (!at('measuring')) return only('measuring');
      const { artifact, proof } = command;
      const numbers = measured(proof);
      // A metric that is no number ranks nothing, and no fact can hold it (bad input).
      if (countedFitness(numbers) === null)
        return decided(...over(context, 'refused', 'the parent has a metric that is no number'));
      const aim = context.asked?.aim;
      const fitness = aimedFitness(numbers, aim, numbers);
      const proved = fact('parent.proved', { artifact, proof });
      const costMicro = context.costMicro + proof.cost_micro;
      if (fitness === null)
        return decided(proved, ...over({ ...context, costMicro }, 'refused', uncountedWork(aim)));
      const next = { ...context, parent: { fitness, measured: numbers }, costMicro };
      return decided(proved, ...goOn(next, meta));
    }
    case 'experimentEnded':
      return experimentEnded(snapshot, command, meta);
    case 'adopted':
      if (!at('taking')) return only('taking');
      if (command.n !== context.taking) return refused('invalid', `experiment ${context.taking} is taken`);
      return decided(
        ended(context, {
          outcome: 'improved',
          artifact: command.artifact,
          reason: `experiment ${command.n} takes over: ${context.stop?.reason ?? 'it is the best'}`,
        }),
      );
    case 'pause': {
      if (at('taking')) return refused('conflict', 'the best is taking over: there is nothing left to pause');
      if (!runs(snapshot)) return stopping(snapshot, 'pausing');
      if (context.paused) return refused('conflict', 'it is paused already');
      return decided(
        fact('optimization.paused', {
          stage: stageText(snapshot),
          best: bestFitness(context),
          attempts: context.planned - context.open.length,
          last_improvement: context.bestAt,
          next: nextSettings(context),
          reason: command.reason,
        }),
      );
    }
    case 'resume': {
      if (!runs(snapshot)) return stopping(snapshot, 'resuming');
      if (!context.paused) return refused('conflict', 'it is not paused');
      const resumed = fact('optimization.resumed', { reason: command.reason });
      if (!at('searching')) return decided(resumed);
      return decided(resumed, ...goOn({ ...context, paused: false }, meta));
    }
    case 'cancel':
      if (at('taking')) return refused('conflict', 'the best is taking over: undo it by `dse rollback`');
      if (!runs(snapshot)) return stopping(snapshot, 'cancelling');
      return stop(snapshot, 'cancelled', command.reason);
    case 'deadline':
      if (!snapshot.matches('working') || at('taking'))
        return illegal('the deadline', snapshot.value, ['working']);
      // A pause is no work: its end sets another deadline.
      if (context.paused) return refused('conflict', 'it is paused: no time passes');
      if (!runs(snapshot)) return stopping(snapshot, 'the deadline');
      return stop(snapshot, 'time', `${context.plan?.time_limit_ms} ms of work are over`);
    case 'effectFailed': {
      const { type: _, ...failure } = command;
      if (snapshot.value === 'absent')
        return refused('invalid', 'an effect of an actor that does not exist cannot fail');
      const failed = fact('effect.failed', failure);
      const reason = `${command.name} failed ${command.attempts} times: ${command.error}`;
      if (at('taking') && command.child === SELECTION)
        return decided(failed, ended(context, { outcome: 'conflict', artifact: null, reason }));
      if (!snapshot.matches('working') || at('taking')) return decided(failed);
      if (!at('searching')) return decided(failed, ...over(context, 'refused', reason));
      const open = context.open.find(({ n }) => submission(n) === command.child);
      if (!open) return decided(failed);
      const said = experimentEnded(snapshot, notBegun(open.n, reason), meta);
      return said.status === 'refused' ? said : decided(failed, ...said.facts);
    }
    case 'tellRefused':
      return tellRefused(snapshot, command, meta);
  }
};

function runs(snapshot: Snapshot): boolean {
  return (snapshot.value === 'queued' || snapshot.matches('working')) && snapshot.context.stop === null;
}

/** What cannot be done any more, and why. */
function stopping({ value, context }: Snapshot, what: string): Decision {
  if (context.stop !== null && value !== 'ended')
    return refused('conflict', `it stops already: ${context.stop.reason}`);
  return illegal(what, value, ['queued', 'working']);
}

/** Where it stands, as people are told. */
export function stageText(snapshot: Snapshot): string {
  const { context } = snapshot;
  if (snapshot.value === 'queued') return 'Queued';
  if (!snapshot.matches({ working: 'searching' } as never)) return 'Stage 0: Preparation';
  if (context.stage === 'climb') return 'Stage 3: Incremental Improvements';
  const first = context.planned > 0 && context.open.length === 0;
  return first && context.best !== null ? 'Stage 2: Tool Evolution' : 'Stage 1: Parallel Experiments';
}

function stop(snapshot: Snapshot, why: Stop, reason: string): Decision {
  const { context } = snapshot;
  const data = { stop: why, reason: reason.slice(0, 1000) };
  const stopped = fact('optimization.stopped', data);
  // What is open reports first, so that everything spent is booked.
  if (context.open.length > 0) return decided(stopped);
  const next = { ...context, stop: data };
  return decided(
    stopped,
    ...(snapshot.matches({ working: 'searching' } as never) ? conclude(next) : [closing(next)]),
  );
}

function experimentEnded(
  snapshot: Snapshot,
  command: Extract<OptimizationCommand, { type: 'experimentEnded' }>,
  meta: DecisionMeta,
): Decision {
  const { context } = snapshot;
  if (snapshot.matches({ working: 'taking' } as never) && command.n === context.taking)
    return decided(
      ended(context, {
        outcome: 'conflict',
        artifact: null,
        reason: `the best could not take over: ${command.reason}`,
      }),
    );
  const open = context.open.find(({ n }) => n === command.n);
  if (!snapshot.matches({ working: 'searching' } as never) || !open)
    return refused('invalid', `experiment ${command.n} is not open`);
  const said = endedExperiment(context, open, command);
  const next = afterExperiment(context, said.data, meta.at);
  return decided(said, ...goOn(next, meta));
}

function tellRefused(
  snapshot: Snapshot,
  { to, command, message }: Extract<OptimizationCommand, { type: 'tellRefused' }>,
  meta: DecisionMeta,
): Decision {
  const { context } = snapshot;
  const reason = `${to} refused "${command}": ${message}`;
  if (!snapshot.matches('working')) return refused('invalid', reason);
  if (command === 'join' || command === 'reserve') return decided(...over(context, 'conflict', reason));
  if (command === 'select') return decided(ended(context, { outcome: 'conflict', artifact: null, reason }));
  const open = context.open.find(({ task }) => to === `task/${task}`);
  if (command !== 'submit' || !open) return refused('invalid', reason);
  return experimentEnded(snapshot, notBegun(open.n, reason), meta);
}

function notBegun(n: number, reason: string): Extract<OptimizationCommand, { type: 'experimentEnded' }> {
  return {
    type: 'experimentEnded',
    n,
    outcome: 'failed',
    artifact: null,
    fitness: null,
    evaluations: 0,
    cost_micro: 0,
    reason,
  };
}
