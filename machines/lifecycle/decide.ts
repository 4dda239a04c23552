import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { Cause } from '../../events/proof.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision, DecisionMeta } from '../decision.ts';
import { deriveSeed } from '../rules/random.ts';
import type { LifecycleCommand, NoteDrift } from './commands.ts';
import type { lifecycleMachine } from './machine.ts';

type Snapshot = SnapshotFrom<typeof lifecycleMachine>;

/** The states of what serves or did. */
const SERVED: readonly string[] = ['stored', 'drifting', 'evolving', 'variant'];

/** What an artifact, tool or workflow answers to a command (SPEC K1, P15-P20, P25, C12, C86). */
export const decideLifecycle: Decide<Snapshot, LifecycleCommand> = (snapshot, command, meta) => {
  const { value: state, context } = snapshot;
  switch (command.type) {
    case 'generate':
      if (state !== 'absent') return illegal('generating it again', state, ['absent']);
      return decided(fact('artifact.generated', command.artifact));
    case 'recordProof': {
      if (state !== 'generated') return illegal('recording a proof', state, ['generated']);
      const tested = fact('artifact.tested', { proof: command.proof });
      if (context.artifact?.judge !== 'self') return decided(tested);
      const reason = whyNotStored(command);
      if (reason)
        return decided(
          tested,
          fact('artifact.rejected', { reason, cause: command.proof.cause ?? 'low-quality' }),
        );
      const { source } = context.artifact;
      return decided(
        tested,
        fact('artifact.stored', { quality: command.proof.quality, source, suite: command.proof.suite }),
      );
    }
    case 'store': {
      if (state !== 'tested') return illegal('storing', state, ['tested']);
      const { source, suite } = context.artifact!;
      const kept = command.offer === false ? { offered: false as const } : {};
      return decided(fact('artifact.stored', { quality: context.quality ?? 0, source, suite, ...kept }));
    }
    case 'reject':
      if (state !== 'tested') return illegal('rejecting', state, ['tested']);
      return decided(fact('artifact.rejected', { reason: command.reason, cause: null }));
    case 'noteDrift':
      return noteDrift(snapshot, command, meta);
    case 'join': {
      if (state !== 'stored') return illegal('joining a session', state, ['stored']);
      if (meta.from?.kind !== 'optimization') return refused('invalid', 'only a session is joined');
      if (context.quarantined !== null)
        return refused('invalid', 'it is quarantined: nothing can be measured against it');
      return decided(fact('evolution.joined', { session: meta.from.id, attempt: context.evolutions + 1 }));
    }
    case 'rejectEvolution': {
      if (state !== 'evolving') return illegal('refusing the evolution', state, ['evolving']);
      if (meta.from?.id !== context.task)
        return refused('invalid', `only ${context.task} ends this evolution`);
      const { reason, compared, candidate } = command;
      return decided(fact('evolution.rejected', { task: meta.from.id, reason, compared, candidate }));
    }
    case 'tryEvolution': {
      if (state !== 'evolving') return illegal('trying what its evolution found', state, ['evolving']);
      if (meta.from?.kind !== 'capability' || meta.from.id !== context.artifact?.capability)
        return refused('invalid', 'only its capability tries what its evolution found');
      const { rollout, candidate } = command;
      return decided(fact('evolution.tried', { task: context.task!, rollout, candidate }));
    }
    case 'succeed':
      if (state !== 'evolving' && state !== 'stored' && state !== 'drifting') {
        return illegal('being succeeded', state, ['evolving', 'stored', 'drifting']);
      }
      return decided(fact('artifact.succeeded', { by: command.by, task: command.task }));
    case 'reinstate':
      if (state !== 'variant') return illegal('reinstating', state, ['variant']);
      return decided(fact('artifact.reinstated', { reason: command.reason, instead_of: command.instead_of }));
    case 'retire':
      if (!SERVED.includes(state)) return illegal('retiring', state, SERVED);
      // Workflows name capabilities: what is served can be taken out only where another takes its place.
      if (meta.from?.kind !== 'capability' || meta.from.id !== context.artifact?.capability)
        return refused(
          'invalid',
          `only capability/${context.artifact?.capability} retires it, when another is served in its place: \`dse rollback\``,
        );
      return decided(fact('artifact.retired', { reason: command.reason }));
    case 'quarantine': {
      if (!SERVED.includes(state)) return illegal('quarantining', state, SERVED);
      if (context.quarantined !== null) return refused('invalid', 'it is quarantined already');
      const { cause, detail, input } = command;
      return decided(fact('artifact.quarantined', { cause, detail, input }));
    }
    case 'effectFailed': {
      const { type: _, ...failure } = command;
      const failed = fact('effect.failed', failure);
      if (state === 'generated' && command.name === 'prove') {
        return decided(
          failed,
          fact('artifact.rejected', {
            reason: `it could not be proved: ${command.error}`.slice(0, 1000),
            cause: null,
          }),
        );
      }
      if (state === 'absent')
        return refused('invalid', 'an effect of an actor that does not exist cannot fail');
      return decided(failed);
    }
    case 'tellRefused':
      return tellRefused(snapshot, command);
  }
};

/** What was told found nobody who follows: what waited for an answer ends, so that nothing waits for ever. */
function tellRefused(
  { value: state, context }: Snapshot,
  { to, command, message }: Extract<LifecycleCommand, { type: 'tellRefused' }>,
): Decision {
  const because = (what: string): string => `${what}: ${message}`.slice(0, 1000);
  if (command === 'candidateProved' && state === 'tested')
    return decided(fact('artifact.rejected', { reason: because('its task is over'), cause: null }));
  if (command === 'submit' && state === 'evolving') {
    const reason = because('its evolution could not be submitted');
    return decided(
      fact('evolution.rejected', { task: context.task!, reason, compared: {}, candidate: null }),
    );
  }
  // The session ended before it heard that this takes part.
  if (command === 'targetJoined' && state === 'evolving' && to === `optimization/${context.task}`) {
    const reason = because('its session is over');
    return decided(
      fact('evolution.rejected', { task: context.task!, reason, compared: {}, candidate: null }),
    );
  }
  if (command === 'offer' && state === 'stored' && context.artifact?.judge !== 'self')
    return decided(fact('artifact.retired', { reason: because('it is not served').slice(0, 500) }));
  return refused('invalid', message);
}

const OPENING: Readonly<Record<Cause, string>> = {
  contained: 'code that must stay contained, not stored',
  wrong: 'code failed tests, not stored',
  slow: 'code is too slow, not stored',
  'weak-suite': 'the suite is too weak to store on',
  'low-quality': 'code passes its tests but not its objectives, not stored',
};

/** Null when the proof suffices for storing on its own (SPEC P25, C11). */
function whyNotStored(command: Extract<LifecycleCommand, { type: 'recordProof' }>): string | null {
  const { proof, quality_min } = command;
  if (proof.verdict !== 'passed') {
    const first = proof.failures[0];
    const where = first?.input ? ` for input ${first.input}` : '';
    return `${OPENING[proof.cause ?? 'wrong']}: ${proof.passed} of ${proof.total} checks hold${first ? `; first: ${first.case}${where}: ${first.message}` : ''}`.slice(
      0,
      1000,
    );
  }
  if (proof.held_out && proof.held_out.passed < proof.held_out.total) {
    return `it passes the visible suite but only ${proof.held_out.passed} of ${proof.held_out.total} held-out inputs: not stored`;
  }
  if (proof.quality < quality_min)
    return `quality ${proof.quality} is below the floor ${quality_min}: not stored`;
  return null;
}

function noteDrift(snapshot: Snapshot, command: NoteDrift, meta: DecisionMeta): Decision {
  const { value: state, context } = snapshot;
  const seen = { metrics: [...command.metrics], window: command.window, position: command.position };
  switch (command.stage) {
    case 'detected':
      if (state !== 'stored') return illegal('noting drift', state, ['stored']);
      return decided(fact('drift.detected', seen));
    case 'cleared':
      if (state !== 'drifting') return illegal('clearing drift', state, ['drifting']);
      return decided(fact('drift.cleared', seen));
    case 'confirmed': {
      if (state !== 'drifting' && state !== 'stored')
        return illegal('confirming drift', state, ['drifting', 'stored']);
      const artifact = context.artifact!;
      const attempt = context.evolutions + 1;
      const task = `${meta.self.id.slice(0, 56)}-evo${attempt}`;
      const reasons = new Set(command.metrics.map((metric) => metric.reason));
      const wrong = reasons.has('quality') || reasons.has('errors');
      const started = fact('evolution.started', {
        task,
        attempt,
        strategy: wrong ? 'repair' : 'speed',
        request: {
          capability: artifact.capability,
          kind: meta.self.kind as 'artifact' | 'tool' | 'workflow',
          mode: 'optimize',
          description: `drift of ${[...reasons].join(', ')} in window ${command.window}`,
          target: meta.self.id,
          evidence: command.evidence,
          quality_min: command.quality_min,
          seed: deriveSeed(artifact.seed, `evolution ${attempt}`),
          evaluations: command.search.evaluations,
          attempts: command.search.attempts,
          deadline_ms: null,
        },
      });
      // With `confirm: 0` the first window confirms itself, so both facts stand in one commit.
      const found = state === 'stored' ? [fact('drift.detected', seen)] : [];
      return decided(...found, fact('drift.confirmed', seen), started);
    }
  }
}
