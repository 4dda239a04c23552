import { assign, enqueueActions, setup } from 'xstate';
import type { FactData } from '../../events/catalog.ts';
import type { RunPlace } from '../../events/capabilityFacts.ts';
import type { Split } from '../../events/rollout.ts';
import type { Baseline, FailingRun, HeavyRun, Metric } from '../../events/drift.ts';
import type { SuiteRef } from '../../events/proof.ts';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';
import type { KnownArms } from '../rules/bandit/afterReward.ts';
import type { Posterior } from '../rules/bandit/posterior.ts';
import { PRIOR } from '../rules/bandit/posterior.ts';
import type { Watches } from '../rules/drift/watch.ts';
import { afterExhausted, afterJoined, afterSwitched, ladderOf, servedAfter } from './ladder.ts';
import type { LadderState } from './ladder.ts';
import { afterRewarded } from './rewards.ts';
import { afterObserved } from './afterObserved.ts';
import { implementedBy } from './implementedBy.ts';
import {
  afterJoined as afterTrafficJoined,
  afterLeft,
  afterOpened,
  afterQueued,
  promotedAfter,
} from './traffic.ts';
import type { RolloutsState } from './traffic.ts';
import { tellJoined, tellOpened, tellPromoted, tellQueued } from './trafficTells.ts';

/** Detector state of the served artifact; starts anew with every promotion. */
export type Detector = {
  readonly windows: number;
  readonly baseline: Baseline | null;
  /** Fuel samples gathered since the last fuel check. */
  readonly fuel: readonly number[];
  readonly alarm: 'quiet' | 'detected' | 'confirmed';
  /** What the first alarming window showed. */
  readonly first: {
    readonly metrics: readonly Metric[];
    readonly failing: readonly FailingRun[];
    readonly heaviest: readonly HeavyRun[];
  } | null;
  /** Windows to let pass before another attempt. */
  readonly cooldown: number;
  /** Detectors other than the window rule, by channel; absent until one has seen a window. */
  readonly watches?: Watches;
};

export type CapabilityContext = {
  readonly declared: Omit<FactData<'capability.declared'>, 'description'> | null;
  readonly suite: SuiteRef | null;
  readonly posteriors: Readonly<Record<string, Posterior>>;
  /** Detectors of rewards by generator; absent unless the world is watched for moves. */
  readonly watched?: KnownArms['watched'];
  readonly served: string | null;
  /** Who was served before, latest last, at most ten: the way back of a rollback. */
  readonly before: readonly string[];
  readonly observed: RunPlace;
  readonly detector: Detector;
  /** The setting a session found best by far; absent until there is one. */
  readonly expert?: FactData<'expert.registered'> | undefined;
  /** Absent without one. */
  readonly ladder?: LadderState | undefined;
  /** Absent before the first. */
  readonly rollouts?: RolloutsState | undefined;
  /** Who answers while a rollout goes on; null after one, absent before the first. */
  readonly split?: Split | null | undefined;
};

type CapabilityFact = FactEvent<
  | 'capability.declared'
  | 'suite.proved'
  | 'suite.refused'
  | 'suite.extended'
  | 'capability.promoted'
  | 'generator.rewarded'
  | 'fix.learned'
  | 'runs.observed'
  | 'drift.settled'
  | 'expert.registered'
  | 'tool.joined'
  | 'tool.switched'
  | 'tool.ladder_exhausted'
  | 'rollout.opened'
  | 'rollout.queued'
  | 'traffic.split'
  | 'traffic.joined'
  | 'quota.exceeded'
  | 'version.named'
  | 'tool.split'
  | 'golden.built'
  | 'effect.failed'
>;

const fresh: Detector = { windows: 0, baseline: null, fuel: [], alarm: 'quiet', first: null, cooldown: 0 };
/** A capability: its contract, who is served, how generators fare, what runs showed (DESIGN 4, 9). */
export const capabilityMachine = setup({
  types: {} as { context: CapabilityContext; events: CapabilityFact },
  actors: { proveSuite: placeholder, tell: placeholder },
  actions: {
    noted: assign({}),
    declare: assign(({ event }) => {
      const { description: _, ...declared } = (event as FactEvent<'capability.declared'>).data;
      return {
        declared,
        suite: declared.suite,
        posteriors: Object.fromEntries(declared.generators.map((name) => [name, PRIOR])),
        ...ladderOf(declared),
      };
    }),
    extend: assign({ suite: ({ event }) => (event as FactEvent<'suite.extended'>).data.suite }),
    confirmExtension: enqueueActions(({ event, enqueue }) => {
      const { task, by = 'task', suite } = (event as FactEvent<'suite.extended'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind: by, id: task }, command: { type: 'suiteExtended', suite } },
      });
    }),
    serve: assign(({ context, event }) => {
      const promoted = (event as FactEvent<'capability.promoted'>).data;
      return { ...servedAfter(context, promoted), ...promotedAfter(context, promoted), detector: fresh };
    }),
    spreadPromotion: enqueueActions(({ context, event, enqueue }) => {
      const promoted = (event as FactEvent<'capability.promoted'>).data;
      const { artifact, from, reason, task, by } = promoted;
      const kind = implementedBy(context.declared?.kind ?? 'function');
      const tell = (to: unknown, command: unknown): void => {
        enqueue.spawnChild('tell', { id: 'tell', input: { to, command } });
      };
      if (reason === 'rollback') {
        tell({ kind, id: artifact }, { type: 'reinstate', reason: 'rollback', instead_of: from });
        if (from) tell({ kind, id: from }, { type: 'retire', reason: 'rolled back' });
      } else if (from && reason !== 'ladder') {
        tell({ kind, id: from }, { type: 'succeed', by: artifact, task });
      }
      // A population is over by then, and what a rollout tried for a task was told when it was opened.
      if (task && by === undefined && reason !== 'rollout')
        tell({ kind: 'task', id: task }, { type: 'promoted', artifact });
      for (const { to, command } of tellPromoted(context, promoted)) tell(to, command);
    }),
    reward: assign(({ context, event }) =>
      afterRewarded(context, (event as FactEvent<'generator.rewarded'>).data),
    ),
    observe: assign(({ context, event }) =>
      afterObserved(context, (event as FactEvent<'runs.observed'>).data),
    ),
    tellDrift: enqueueActions(({ context, event, enqueue }) => {
      const { finding, window, metrics, to } = (event as FactEvent<'runs.observed'>).data;
      if (finding !== 'detected' && finding !== 'cleared' && finding !== 'confirmed') return;
      const { declared, detector } = context;
      const first = detector.first;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: implementedBy(declared?.kind ?? 'function'), id: window.ran },
          command: {
            type: 'noteDrift',
            stage: finding,
            metrics,
            window: detector.windows + 1,
            position: to.position,
            evidence: {
              metrics,
              failing: [...(first?.failing ?? []), ...window.failing],
              heaviest: [...(first?.heaviest ?? []), ...window.heaviest],
            },
            search: declared?.search,
            quality_min: declared?.quality_min,
          },
        },
      });
    }),
    spreadRollout: enqueueActions(({ context, event, enqueue }) => {
      const said = event as FactEvent<'rollout.opened' | 'rollout.queued' | 'traffic.joined'>;
      const tells =
        said.type === 'traffic.joined'
          ? tellJoined(context, said.data)
          : said.type === 'rollout.opened'
            ? tellOpened(context, said.data)
            : tellQueued(context, said.data);
      for (const input of tells) enqueue.spawnChild('tell', { id: 'tell', input });
    }),
    leave: assign(({ context }) => afterLeft(context)),
    settle: assign({
      detector: ({ context }) => ({
        ...context.detector,
        alarm: 'quiet' as const,
        first: null,
        cooldown: context.declared?.observe.cooldown_windows ?? 0,
      }),
    }),
  },
}).createMachine({
  id: 'capability',
  initial: 'absent',
  context: {
    declared: null,
    suite: null,
    posteriors: {},
    served: null,
    before: [],
    observed: { position: 0, index: 0 },
    detector: fresh,
  },
  on: {
    'effect.failed': { actions: 'noted' },
    'quota.exceeded': { actions: 'noted' },
    'version.named': { actions: 'noted' },
    'tool.split': { actions: 'noted' },
    'golden.built': { actions: 'noted' },
  },
  states: {
    absent: { on: { 'capability.declared': { target: 'proving', actions: 'declare' } } },
    proving: {
      invoke: {
        id: 'proveSuite',
        src: 'proveSuite',
        input: ({ context }) => ({ spec: context.declared?.spec, suite: context.suite }),
      },
      on: { 'suite.proved': 'ready', 'suite.refused': 'refused' },
    },
    refused: { on: { 'capability.declared': { target: 'proving', actions: 'declare' } } },
    ready: {
      on: {
        'suite.extended': { actions: ['extend', 'confirmExtension'] },
        'capability.promoted': { actions: ['serve', 'spreadPromotion', 'leave'] },
        'generator.rewarded': { actions: 'reward' },
        'fix.learned': { actions: 'noted' },
        'runs.observed': { actions: ['tellDrift', 'observe'] },
        'drift.settled': { actions: 'settle' },
        'tool.joined': { actions: assign(({ context, event }) => afterJoined(context, event.data)) },
        'tool.switched': { actions: assign(({ context, event }) => afterSwitched(context, event.data)) },
        'tool.ladder_exhausted': { actions: assign(({ context }) => afterExhausted(context)) },
        'rollout.opened': {
          actions: ['spreadRollout', assign(({ context, event }) => afterOpened(context, event.data))],
        },
        'rollout.queued': {
          actions: ['spreadRollout', assign(({ context, event }) => afterQueued(context, event.data))],
        },
        'traffic.split': { actions: assign({ split: ({ event }) => event.data.split }) },
        'traffic.joined': {
          actions: ['spreadRollout', assign(({ context, event }) => afterTrafficJoined(context, event.data))],
        },
        'expert.registered': { actions: assign({ expert: ({ event }) => event.data }) },
      },
    },
  },
});
