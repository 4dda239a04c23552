import { assign, setup, spawnChild } from 'xstate';
import type { FactData } from '../../events/catalog.ts';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';

export type LifecycleContext = {
  readonly artifact: FactData<'artifact.generated'> | null;
  readonly quality: number | null;
  readonly suite: { readonly version: number; readonly hash: string } | null;
  /** Evolutions started so far; the next one's number is one more. */
  readonly evolutions: number;
  /** The task or session that searches a descendant right now. */
  readonly task: string | null;
  /** It is a session; absent where it is not. */
  readonly inSession?: true | undefined;
  readonly successor: string | null;
  /** Why it is not called any more, whatever its state; what it did does not change, so this does not end. */
  readonly quarantined: Pick<FactData<'artifact.quarantined'>, 'cause' | 'detail'> | null;
};

type LifecycleFact = FactEvent<
  | 'artifact.generated'
  | 'artifact.tested'
  | 'artifact.stored'
  | 'artifact.rejected'
  | 'artifact.succeeded'
  | 'artifact.reinstated'
  | 'artifact.retired'
  | 'artifact.quarantined'
  | 'drift.detected'
  | 'drift.cleared'
  | 'drift.confirmed'
  | 'evolution.started'
  | 'evolution.joined'
  | 'evolution.rejected'
  | 'evolution.tried'
  | 'effect.failed'
>;

/** The task or population that judges it. */
function judgeOf({ artifact }: LifecycleContext) {
  return { kind: artifact?.judge === 'population' ? 'population' : 'task', id: artifact?.task };
}

/** The life of every artifact, tool and workflow (DESIGN 1, SPEC K1). */
export const lifecycleMachine = setup({
  types: {} as { context: LifecycleContext; events: LifecycleFact },
  actors: { prove: placeholder, tell: placeholder },
  actions: {
    /** A fact that is kept for the record and changes nothing here. */
    noted: assign({}),
    /** The task that asked for the candidate learns the proof and judges it. */
    reportProof: spawnChild('tell', {
      id: 'tell',
      input: ({ context, event }) => ({
        to: judgeOf(context),
        command: { type: 'candidateProved', proof: (event as FactEvent<'artifact.tested'>).data.proof },
      }),
    }),
    reportFailure: spawnChild('tell', {
      id: 'tell',
      input: ({ context, event }) => ({
        to: judgeOf(context),
        command: {
          type: 'candidateFailed',
          reason: (event as FactEvent<'artifact.rejected' | 'artifact.retired'>).data.reason,
        },
      }),
    }),
    offerToCapability: spawnChild('tell', {
      id: 'tell',
      input: ({ context }) => ({
        to: { kind: 'capability', id: context.artifact?.capability },
        command: {
          type: 'offer',
          task: context.artifact?.task ?? null,
          parents: context.artifact?.parents,
          target: context.artifact?.target,
          quality: context.quality,
          ...(context.artifact?.judge === 'population' ? { by: 'population' } : {}),
        },
      }),
    }),
    startEvolution: assign({
      task: ({ event }) => (event as FactEvent<'evolution.started'>).data.task,
      evolutions: ({ event }) => (event as FactEvent<'evolution.started'>).data.attempt,
    }),
    joinSession: assign({
      task: ({ event }) => (event as FactEvent<'evolution.joined'>).data.session,
      evolutions: ({ event }) => (event as FactEvent<'evolution.joined'>).data.attempt,
      inSession: true as const,
    }),
    tellJoined: spawnChild('tell', {
      id: 'tell',
      input: ({ context, event }) => ({
        to: { kind: 'optimization', id: (event as FactEvent<'evolution.joined'>).data.session },
        command: {
          type: 'targetJoined',
          source: context.artifact?.source,
          quality: context.quality,
        },
      }),
    }),
    submitEvolution: spawnChild('tell', {
      id: 'tell',
      input: ({ event }) => {
        const started = (event as FactEvent<'evolution.started'>).data;
        return {
          to: { kind: 'task', id: started.task },
          command: { type: 'submit', request: started.request, served: null },
        };
      },
    }),
    settleRejected: spawnChild('tell', {
      id: 'tell',
      input: ({ context }) => ({
        to: { kind: 'capability', id: context.artifact?.capability },
        command: { type: 'settle', outcome: 'rejected', session: context.inSession },
      }),
    }),
  },
  guards: {
    judgedByOther: ({ context }) => context.artifact?.judge !== 'self',
    isKept: ({ event }) => (event as FactEvent<'artifact.stored'>).data.offered === false,
  },
}).createMachine({
  id: 'lifecycle',
  initial: 'absent',
  context: {
    artifact: null,
    quality: null,
    suite: null,
    evolutions: 0,
    task: null,
    successor: null,
    quarantined: null,
  },
  on: {
    'effect.failed': { actions: 'noted' },
    'artifact.quarantined': {
      actions: assign({
        quarantined: ({ event }) => ({ cause: event.data.cause, detail: event.data.detail }),
      }),
    },
  },
  states: {
    absent: {
      on: {
        'artifact.generated': {
          target: 'generated',
          actions: assign({ artifact: ({ event }) => event.data, suite: ({ event }) => event.data.suite }),
        },
      },
    },
    generated: {
      invoke: {
        id: 'prove',
        src: 'prove',
        input: ({ context }) => ({ artifact: context.artifact }),
      },
      on: {
        'artifact.tested': [
          {
            guard: 'judgedByOther',
            target: 'tested',
            actions: [assign({ quality: ({ event }) => event.data.proof.quality }), 'reportProof'],
          },
          { target: 'tested', actions: assign({ quality: ({ event }) => event.data.proof.quality }) },
        ],
        'artifact.rejected': [
          { guard: 'judgedByOther', target: 'rejected', actions: 'reportFailure' },
          { target: 'rejected' },
        ],
      },
    },
    tested: {
      on: {
        'artifact.stored': [
          { guard: 'isKept', target: 'stored' },
          { target: 'stored', actions: 'offerToCapability' },
        ],
        'artifact.rejected': 'rejected',
      },
    },
    rejected: {},
    stored: {
      on: {
        'drift.detected': 'drifting',
        'evolution.started': { target: 'evolving', actions: ['startEvolution', 'submitEvolution'] },
        'evolution.joined': { target: 'evolving', actions: ['joinSession', 'tellJoined'] },
        'artifact.succeeded': {
          target: 'variant',
          actions: assign({ successor: ({ event }) => event.data.by }),
        },
        'artifact.retired': [
          { guard: 'judgedByOther', target: 'retired', actions: 'reportFailure' },
          { target: 'retired' },
        ],
      },
    },
    drifting: {
      on: {
        'drift.cleared': 'stored',
        'drift.confirmed': { actions: 'noted' },
        'evolution.started': { target: 'evolving', actions: ['startEvolution', 'submitEvolution'] },
        'artifact.succeeded': {
          target: 'variant',
          actions: assign({ successor: ({ event }) => event.data.by }),
        },
        'artifact.retired': 'retired',
      },
    },
    evolving: {
      on: {
        'evolution.rejected': {
          target: 'stored',
          actions: ['settleRejected', assign({ task: null, inSession: undefined })],
        },
        /** Whether it is better the rollout says: nothing settles until then. */
        'evolution.tried': { target: 'stored', actions: assign({ task: null, inSession: undefined }) },
        'artifact.succeeded': {
          target: 'variant',
          actions: assign({ task: null, inSession: undefined, successor: ({ event }) => event.data.by }),
        },
        /** Rolled back meanwhile: what its evolution finds is refused by its capability. */
        'artifact.retired': { target: 'retired', actions: assign({ task: null, inSession: undefined }) },
      },
    },
    variant: {
      on: {
        'artifact.reinstated': { target: 'stored', actions: assign({ successor: null }) },
        'artifact.retired': 'retired',
      },
    },
    retired: {},
  },
});
