import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision, DecisionMeta } from '../decision.ts';
import { arms } from './arms.ts';
import type { RolloutCommand } from './commands.ts';
import type { rolloutMachine } from './machine.ts';
import { stagesOf } from './context.ts';
import { observe } from './observe.ts';
import { concluded, leaves, staged } from './steps.ts';

type Snapshot = SnapshotFrom<typeof rolloutMachine>;
const OPEN = ['checking', 'running', 'promoting'] as const;
const isOpen = (value: unknown): boolean => OPEN.some((state) => state === value);

/** What a rollout answers to a command (SPEC G6, G7, G20, E14, E19, C12, P19, P20). */
export const decideRollout: Decide<Snapshot, RolloutCommand> = (snapshot, command, meta) => {
  const { value: state, context } = snapshot;
  const plan = context.plan!;
  switch (command.type) {
    case 'propose':
      if (state !== 'absent') return illegal('proposing it again', state, ['absent']);
      if (meta.from?.kind !== 'capability' || meta.from.id !== command.plan.capability)
        return refused('invalid', 'a rollout is proposed by its capability: `dse rollout start`');
      return decided(fact('rollout.proposed', { plan: command.plan }));
    case 'armsChecked': {
      if (state !== 'checking') return illegal('checking its arms', state, ['checking']);
      const against = arms(plan, command.arms);
      if (against !== null) return decided(fact('rollout.refused', { reason: against }));
      const served = command.arms.find(({ artifact }) => artifact === plan.incumbent)!;
      return served.quarantined ? takeOver(snapshot, meta) : begin(snapshot, meta);
    }
    case 'observe':
      if (state !== 'running') return illegal('observing runs', state, ['running']);
      return observe(snapshot, command, meta.self.id);
    case 'withdraw':
      return withdraw(snapshot, command, meta);
    case 'stop':
      if (state === 'promoting')
        return refused(
          'conflict',
          `${context.winner} is taking over: undo it by \`dse rollback ${plan.capability}\``,
        );
      if (state !== 'checking' && state !== 'running')
        return illegal('stopping it', state, ['checking', 'running']);
      return decided(...concluded(plan, context, 'stopped', command.reason).said);
    case 'lost': {
      if (!isOpen(state)) return illegal('losing its incumbent', state, OPEN);
      if (meta.from?.kind !== 'capability') return refused('invalid', 'only its capability ends it');
      const outcome = command.by === 'rollback' ? 'rolled_back' : 'cancelled';
      return decided(...concluded(plan, context, outcome, command.reason, null, 'capability').said);
    }
    case 'promoted': {
      if (state !== 'promoting') return illegal('taking over', state, ['promoting']);
      if (meta.from?.kind !== 'capability') return refused('invalid', 'only its capability promotes');
      const why = `${command.artifact} took over from ${plan.incumbent}`;
      return decided(...concluded(plan, context, 'promoted', why, command.artifact, 'capability').said);
    }
    case 'reverse': {
      if (state !== 'ended') return illegal('reversing it', state, ['ended']);
      if (context.outcome !== 'promoted' || command.artifact !== context.winner)
        return refused('invalid', `it did not promote ${command.artifact}`);
      const { type: _, ...data } = command;
      return decided(fact('rollout.reversed', data));
    }
    case 'effectFailed':
      return effectFailed(snapshot, command);
    case 'tellRefused': {
      const reason = `${command.to} refused "${command.command}": ${command.message}`;
      // A split that comes late finds the rollout gone from its capability, which may just be promoting.
      const waits = state === 'promoting' ? 'promoteChallenger' : 'splitTraffic';
      if (command.command !== waits || !isOpen(state)) return refused('invalid', reason);
      return decided(...concluded(plan, context, 'cancelled', reason, null, 'capability').said);
    }
  }
};

/** The first stage, with tests of which nothing is known yet. */
function begin({ context }: Snapshot, meta: DecisionMeta): Decision {
  const plan = context.plan!;
  return decided(
    ...staged(meta.self.id, plan, context, 0, {
      reason: `${plan.challengers.map(({ artifact }) => artifact).join(', ')} against ${plan.incumbent}`,
    }).said,
  );
}

/** What serves is called no more: every request is refused, and there is nothing to compare with. */
function takeOver({ context }: Snapshot, { self }: DecisionMeta): Decision {
  const plan = context.plan!;
  const winner = plan.challengers[0]!.artifact;
  const reason = `${plan.incumbent} is quarantined and answers nobody: ${winner} takes over on its proof alone`;
  return decided(...staged(self.id, plan, context, stagesOf(plan).length - 1, { reason, winner }).said);
}

function withdraw(
  { value: state, context }: Snapshot,
  { artifact, reason }: Extract<RolloutCommand, { type: 'withdraw' }>,
  { self }: DecisionMeta,
): Decision {
  if (state !== 'running') return illegal('taking an arm out', state, ['running']);
  const plan = context.plan!;
  if (artifact === plan.incumbent)
    return decided(
      ...concluded(plan, context, 'stopped', `the incumbent ${artifact} is not there any more: ${reason}`)
        .said,
    );
  if (!context.arms.some((arm) => arm.artifact === artifact))
    return refused(
      'invalid',
      `${artifact} is no arm that is left: ${context.arms.map((arm) => arm.artifact).join(', ')}`,
    );
  const why = { guard: null, reason: `${artifact} is not there any more: ${reason}` };
  return decided(...leaves(self.id, plan, context, artifact, why).said);
}

function effectFailed(
  { value: state, context }: Snapshot,
  command: Extract<RolloutCommand, { type: 'effectFailed' }>,
): Decision {
  if (state === 'absent') return refused('invalid', 'an effect of an actor that does not exist cannot fail');
  const { type: _, ...failure } = command;
  const failed = fact('effect.failed', failure);
  const reason = `${command.name} failed ${command.attempts} times: ${command.error}`.slice(0, 1000);
  if (state === 'checking') return decided(failed, fact('rollout.refused', { reason }));
  // Whom it cannot tell never answers.
  if (command.name === 'tell' && isOpen(state))
    return decided(failed, ...concluded(context.plan!, context, 'stopped', reason).said);
  return decided(failed);
}
