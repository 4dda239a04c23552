import { assign, enqueueActions, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';
import { fresh } from './context.ts';
import type { RolloutContext, RolloutFact } from './context.ts';
import { without } from './progress.ts';
import { started } from './started.ts';

const told = ({ plan }: RolloutContext, command: object) => ({
  id: 'tell',
  input: { to: { kind: 'capability', id: plan!.capability }, command },
});

/** Shifting requests from what serves to what may come to serve, on evidence (DESIGN 1; SPEC G7): a process manager. */
export const rolloutMachine = setup({
  types: {} as { context: RolloutContext; events: RolloutFact },
  actors: { checkArms: placeholder, tell: placeholder },
  actions: {
    noted: assign({}),
    propose: assign(({ event }) => {
      const { plan } = (event as FactEvent<'rollout.proposed'>).data;
      return { plan, ...started(plan) };
    }),
    enter: assign(({ event }) => {
      const { n, from, split, winner } = (event as FactEvent<'rollout.staged'>).data;
      return { stage: n, from, split, winner: winner ?? null };
    }),
    askForSplit: enqueueActions(({ context, event, enqueue }) => {
      const said = event as FactEvent<'rollout.staged' | 'rollout.rolled_back' | 'rollout.observed'>;
      const { split } = said.data;
      if (split) enqueue.spawnChild('tell', told(context, { type: 'splitTraffic', split }));
    }),
    askForPromotion: enqueueActions(({ context, event, enqueue }) => {
      const { winner, reason } = (event as FactEvent<'rollout.staged'>).data;
      enqueue.spawnChild(
        'tell',
        told(context, {
          type: 'promoteChallenger',
          artifact: winner,
          evidence: reason,
          retired: context.harmed,
        }),
      );
    }),
    observe: assign(({ context, event }) => {
      const { to, seen, arms, scales, tests, posteriors, split } = (event as FactEvent<'rollout.observed'>)
        .data;
      return {
        observed: to,
        seen,
        arms,
        scales,
        tests,
        split: split ?? context.split,
        ...(posteriors ? { posteriors } : {}),
      };
    }),
    drop: assign(({ context, event }) => {
      const { artifact, guard, split } = (event as FactEvent<'rollout.rolled_back'>).data;
      return { ...without(context.plan!, context, artifact, guard !== null), split };
    }),
    conclude: assign({
      outcome: ({ event }) => (event as FactEvent<'rollout.concluded'>).data.outcome,
      split: null,
    }),
    /** What did harm is retired with it; what vanished is gone already. */
    join: enqueueActions(({ context, event, enqueue }) => {
      const { by, reason } = (event as FactEvent<'rollout.concluded'>).data;
      if (by === 'rollout')
        enqueue.spawnChild('tell', told(context, { type: 'joinTraffic', reason, retired: context.harmed }));
    }),
    giveUp: enqueueActions(({ context, event, enqueue }) => {
      const { reason } = (event as FactEvent<'rollout.refused'>).data;
      enqueue.spawnChild('tell', told(context, { type: 'joinTraffic', reason, retired: [] }));
    }),
  },
  guards: {
    last: ({ event }) => (event as FactEvent<'rollout.staged'>).data.stage === 1,
  },
}).createMachine({
  id: 'rollout',
  initial: 'absent',
  context: fresh,
  on: { 'effect.failed': { actions: 'noted' } },
  states: {
    absent: { on: { 'rollout.proposed': { target: 'checking', actions: 'propose' } } },
    checking: {
      invoke: {
        id: 'checkArms',
        src: 'checkArms',
        input: ({ context }) => ({
          kind: context.plan?.kind,
          arms: context.arms.map(({ artifact }) => artifact),
        }),
      },
      on: {
        'rollout.refused': { target: 'refused', actions: 'giveUp' },
        'rollout.staged': [
          { guard: 'last', target: 'promoting', actions: ['enter', 'askForPromotion'] },
          { target: 'running', actions: ['enter', 'askForSplit'] },
        ],
        'rollout.concluded': { target: 'ended', actions: ['conclude', 'join'] },
      },
    },
    refused: {},
    running: {
      on: {
        'rollout.observed': { actions: ['observe', 'askForSplit'] },
        'rollout.staged': [
          { guard: 'last', target: 'promoting', actions: ['enter', 'askForPromotion'] },
          { actions: ['enter', 'askForSplit'] },
        ],
        'rollout.rolled_back': { actions: ['drop', 'askForSplit'] },
        'rollout.concluded': { target: 'ended', actions: ['conclude', 'join'] },
      },
    },
    /** The capability has the last word on who serves. */
    promoting: { on: { 'rollout.concluded': { target: 'ended', actions: ['conclude', 'join'] } } },
    ended: { on: { 'rollout.reversed': { actions: 'noted' } } },
  },
});
