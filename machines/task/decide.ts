import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision } from '../decision.ts';
import type { TaskCommand } from './commands.ts';
import { BUDGET } from './context.ts';
import type { TaskContext } from './context.ts';
import { judge } from './judge.ts';
import type { taskMachine } from './machine.ts';
import { submit } from './submit.ts';

type Snapshot = SnapshotFrom<typeof taskMachine>;

/** What a task answers to a command (T1, T12, P19, C12; refusals are facts too, law 5). */
export const decideTask: Decide<Snapshot, TaskCommand> = (snapshot, command, meta) => {
  const { context } = snapshot;
  const at = (state: string): boolean => snapshot.matches({ working: state } as never);
  const only = (state: string): Decision =>
    illegal(`"${command.type}"`, snapshot.value, [`working.${state}`]);
  switch (command.type) {
    case 'submit':
      return submit(snapshot, command, meta.from);
    case 'refuse': {
      if (snapshot.value !== 'absent') return illegal('refusing the task', snapshot.value, ['absent']);
      const { type: _, ...data } = command;
      return decided(fact('task.rejected', data));
    }
    case 'evidencePrepared': {
      if (!at('preparing')) return only('preparing');
      const { type: _, ...data } = command;
      return decided(fact('evidence.prepared', data));
    }
    case 'suiteExtended':
      if (!at('extending')) return only('extending');
      return decided(fact('suite.adopted', { suite: command.suite }));
    case 'fundsGranted':
      if (!at('funding')) return only('funding');
      return decided(fact('task.funded', { budget: BUDGET, evaluations: command.evaluations }));
    case 'fundsDenied':
      if (!at('funding')) return only('funding');
      return unanswered(command.reason, [
        'raise the budget in the configuration',
        'ask for fewer evaluations',
      ]);
    case 'parentProved': {
      if (!at('measuring')) return only('measuring');
      return decided(fact('parent.proved', { artifact: command.artifact, proof: command.proof }));
    }
    case 'generatorChosen': {
      if (!at('choosing')) return only('choosing');
      const { type: _, ...data } = command;
      return decided(fact('generator.chosen', data));
    }
    case 'nothingToChoose':
      if (!at('choosing')) return only('choosing');
      return unanswered(
        context.rejected
          ? `${command.reason}; the last candidate: ${context.rejected.reason}`
          : command.reason,
        waysOut(context),
      );
    case 'proposed': {
      if (!at('proposing')) return only('proposing');
      const { type: _, ...data } = command;
      return decided(fact('candidates.proposed', data));
    }
    case 'candidateProved':
      if (!at('proving')) return only('proving');
      return judge(context, command);
    case 'candidateFailed':
      // Somebody else took its place between its proof and its offer.
      if (at('storing')) return unanswered(command.reason, ['submit the task again']);
      if (!at('proving')) return only('proving');
      return decided(
        fact('candidate.judged', {
          artifact: context.queue[0]!.artifact,
          generator: context.tried.at(-1)!,
          verdict: 'rejected',
          reason: command.reason,
          compared: {},
          quality: 0,
        }),
      );
    case 'promoted': {
      if (!at('storing')) return only('storing');
      const { generator, quality } = context.accepted!;
      const { artifact, rollout } = command;
      const tried = rollout === undefined ? {} : { rollout };
      return decided(fact('task.answered', { artifact, by: generator, quality, ...tried }));
    }
    case 'select':
      if (!at('offered')) return only('offered');
      return decided(fact('candidate.selected', { artifact: context.accepted!.artifact }));
    case 'drop':
      if (!snapshot.matches('working')) return illegal('dropping it', snapshot.value, ['working']);
      if (!context.experiment) return refused('invalid', 'only an experiment is dropped, by its session');
      if (context.accepted?.selected) return refused('conflict', 'its candidate takes over: it was selected');
      return unfinished(context, command.reason, ['the session goes on without it']);
    case 'deadline':
      if (!snapshot.matches('working')) return illegal('the deadline', snapshot.value, ['working']);
      if (at('offered')) return refused('conflict', 'its candidate is found: it waits for its session');
      return unfinished(context, `the deadline of ${context.request?.deadline_ms} ms has passed`, [
        'submit the task again with a later deadline',
      ]);
    case 'effectFailed': {
      if (snapshot.value === 'absent')
        return refused('invalid', 'an effect of an actor that does not exist cannot fail');
      const { type: _, ...failure } = command;
      const failed = fact('effect.failed', failure);
      if (command.name === 'propose' && at('proposing') && !context.experiment) {
        // A generator that fails has proposed nothing: the next one is tried.
        const nothing = {
          generator: context.tried.at(-1)!,
          candidates: [],
          evaluations: 0,
          yields: {},
          cost_micro: 0,
          note: `failed ${command.attempts} times: ${command.error}`.slice(0, 300),
        };
        return decided(failed, fact('candidates.proposed', nothing));
      }
      const waited = snapshot.matches('working') && command.name !== 'learnFix';
      return waited
        ? decided(
            failed,
            ...ending(
              `${command.name} failed ${command.attempts} times: ${command.error}`,
              waysOut(context),
              context,
            ),
          )
        : decided(failed);
    }
    case 'tellRefused':
      if (!snapshot.matches('working') || command.command === 'reject' || command.command === 'reward') {
        return refused('invalid', command.message);
      }
      return unfinished(context, `${command.to} refused "${command.command}": ${command.message}`, [
        'submit the task again',
      ]);
  }
};

/** The outcome of a task without one. `cut`: the experiment, if it is one, came to no end. */
function ending(reason: string, ways_out: string[], cut: Pick<TaskContext, 'experiment'> = {}) {
  const unfinished = cut.experiment ? { unfinished: true as const } : {};
  return [fact('task.unanswered', { reason: reason.slice(0, 1000), ways_out, ...unfinished })];
}

function unfinished(context: TaskContext, reason: string, waysOut: string[]): Decision {
  return decided(...ending(reason, waysOut, context));
}

function unanswered(reason: string, waysOut: string[]): Decision {
  return decided(...ending(reason, waysOut));
}

function waysOut(context: TaskContext): string[] {
  if (context.request?.mode === 'optimize')
    return ['the parent goes on serving', 'raise search.evaluations in the capability file'];
  return [
    'add a seed to the capability file: starting code, faulty as it may be',
    // Without a candidate there was nothing that more evaluations would have mended.
    context.rejected || context.request?.kind !== 'artifact'
      ? 'raise search.evaluations in the capability file'
      : 'name a generator in the settings whose model answers `dse models --probe`',
    'store an implementation of your own: dse artifact store FILE --capability ID',
  ];
}
