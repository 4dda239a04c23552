import { RolloutRules } from '../../events/rolloutRules.ts';
import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import type { ActorRef } from '../../events/commit.ts';
import type { Seen } from '../../machines/rollout/commands.ts';
import type { AnyCommand } from '../../machines/registry.ts';
import { artifact, declaration, proof, SUITE } from '../samples.ts';
import type { Step } from './stories.ts';

const ref = (kind: ActorRef['kind'], id: string): ActorRef => ({ kind, id });
const capability = ref('capability', 'double');
const rules = (different: object = {}): RolloutRules =>
  RolloutRules.parse({ stages: ['shadow', 0.5, 1], min_runs: 5, limit_runs: 500, alpha: 0.2, ...different });
const arm = (id: string) => ({ artifact: id, source: id.repeat(32).slice(0, 64), capability: 'double', state: 'stored', quarantined: false });

/** What a capability says of rollouts: one that is promoted and rolled back, one by hand, one that something else ends. */
export function triedCapability(): Step[] {
  const it = ref('capability', 'tried');
  const proved: AnyCommand = { type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [{ name: 'constant', failed: true }] };
  const offer = (by: string, parents: string[], task: string | null): Step => [it, { type: 'offer', task, parents, quality: 1 }, ref('artifact', by)];
  const split = (n: number, to: string): Step => [
    it,
    {
      type: 'splitTraffic',
      split: {
        rollout: `tried-ro${n}`,
        mode: 'share',
        shadow: [],
        arms: [
          { artifact: 'a-1', share: 0.75 },
          { artifact: to, share: 0.25 },
        ],
      },
    },
    ref('rollout', `tried-ro${n}`),
  ];
  return [
    [it, { type: 'declare', ...declaration({ rollout: rules() }) }],
    [it, proved],
    offer('a-1', [], null),
    offer('a-2', ['a-1'], 'a-1-evo1'),
    split(1, 'a-2'),
    [it, { type: 'promoteChallenger', artifact: 'a-2', evidence: 'quality 0.9 against 0.8' }, ref('rollout', 'tried-ro1')],
    [it, { type: 'rollback', reason: 'complaints' }],
    [it, { type: 'openRollout', challengers: [{ artifact: 'a-3', focus: 'speed' }, { artifact: 'a-4' }], rules: rules({ mode: 'bandit' }) }],
    split(2, 'a-3'),
    [it, { type: 'joinTraffic', reason: 'errors', retired: ['a-3'] }, ref('rollout', 'tried-ro2')],
    [it, { type: 'openRollout', challengers: [{ artifact: 'a-4' }], rules: rules() }],
    [it, { type: 'rollback', reason: 'by hand' }],
    offer('a-5', ['a-1'], 'a-1-evo2'),
    [it, { type: 'offer', task: 'a-1-pop1', parents: ['a-1'], quality: 1, by: 'population' }, ref('artifact', 'a-6')],
    [it, { type: 'joinTraffic', reason: 'not enough shown' }, ref('rollout', 'tried-ro4')],
    offer('a-7', ['a-1'], 'a-1-evo3'),
    [it, { type: 'promoteChallenger', artifact: 'a-6', evidence: 'quality 0.9 against 0.8' }, ref('rollout', 'tried-ro5')],
  ];
}

/** What was found for an artifact is tried beside it. */
export function triedEvolution(): Step[] {
  const it = ref('artifact', 'a-8');
  return [
    [it, { type: 'generate', artifact: artifact() }],
    [it, { type: 'recordProof', proof: proof(), quality_min: 0.75 }],
    [it, { type: 'join' }, ref('optimization', 'a-8-opt1')],
    [it, { type: 'tryEvolution', rollout: 'double-ro1', candidate: 'a-9' }, capability],
  ];
}

/** Rollouts that are promoted, do harm, are refused, stopped, lost, and one of three variants in bandit mode. */
export function rollout(): Step[] {
  const began = (n: number, different: object = {}, challengers: RolloutPlan['challengers'] = [{ artifact: 'a-2' }]): Step[] => [
    [
      ref('rollout', `double-ro${n}`),
      { type: 'propose', plan: { capability: 'double', kind: 'artifact', incumbent: 'a-1', challengers, task: null, rules: rules(different) } },
      capability,
    ],
    [ref('rollout', `double-ro${n}`), { type: 'armsChecked', arms: [arm('a-1'), ...challengers.map((one) => arm(one.artifact))] }],
  ];
  let at = 0;
  const observe = (n: number, runs: number, different: Readonly<Record<string, Partial<Seen>>> = {}, beside = false): Step => {
    const from = { position: at, index: 0 };
    at += 1;
    const names = ['a-1', 'a-2', 'a-3', 'a-4'].filter((name) => name in different || name === 'a-1' || name === 'a-2');
    const seen = Array.from({ length: runs }).flatMap(() =>
      names.map((name) => ({
        artifact: name,
        beside: beside && name !== 'a-1',
        quality: 1,
        failed: false,
        fuel: 100,
        latency_us: 1000,
        ...different[name],
      })),
    );
    return [ref('rollout', `double-ro${n}`), { type: 'observe', from, to: { position: at, index: 0 }, seen: seen.slice(0, 200) }];
  };
  const [harmed, stopped, lost, cancelled] = [2, 4, 5, 6].map((n) => ref('rollout', `double-ro${n}`)) as [ActorRef, ActorRef, ActorRef, ActorRef];
  const three = [{ artifact: 'a-2', focus: 'speed' as const }, { artifact: 'a-3', focus: 'accuracy' as const }, { artifact: 'a-4' }];
  at = 10;
  const promoted: Step[] = [observe(1, 10, {}, true), observe(1, 100), observe(1, 100), observe(1, 100)];
  at = 10;
  const harm: Step[] = [observe(2, 50, { 'a-2': { failed: true, quality: null } }, true)];
  at = 10;
  const variants: Step[] = [observe(7, 20, { 'a-2': { quality: 0.5 }, 'a-3': {}, 'a-4': {} }), observe(7, 20, { 'a-3': { fuel: null }, 'a-4': {} })];
  return [
    ...began(1, { guards: ['quality', 'errors'] }),
    ...promoted,
    [ref('rollout', 'double-ro1'), { type: 'promoted', artifact: 'a-2' }, capability],
    [ref('rollout', 'double-ro1'), { type: 'reverse', artifact: 'a-2', instead: 'a-1', reason: 'complaints' }, capability],
    ...began(2),
    ...harm,
    [harmed, failure()],
    ...began(3).slice(0, 1),
    [ref('rollout', 'double-ro3'), { type: 'armsChecked', arms: [arm('a-1'), { ...arm('a-2'), source: arm('a-1').source }] }],
    ...began(4),
    [stopped, { type: 'stop', reason: 'asked for' }],
    ...began(5),
    [lost, { type: 'lost', by: 'promotion', reason: 'another tool of the ladder took over' }, capability],
    ...began(6),
    [cancelled, { type: 'tellRefused', to: 'capability/double', command: 'splitTraffic', code: 'conflict', message: 'no rollout goes on here' }],
    ...began(7, { mode: 'bandit', stages: [0.5], world: 'moving' }, three),
    ...variants,
    [ref('rollout', 'double-ro7'), { type: 'withdraw', artifact: 'a-3', reason: 'quarantined' }],
    [ref('rollout', 'double-ro7'), { type: 'withdraw', artifact: 'a-1', reason: 'quarantined' }],
  ];
}

function failure(): AnyCommand {
  return { type: 'effectFailed', name: 'tell', child: 'tell', error: 'broken', attempts: 3 };
}
