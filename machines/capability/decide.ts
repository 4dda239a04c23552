import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { FactData } from '../../events/catalog.ts';
import type { Finding } from '../../events/capabilityFacts.ts';
import type { Metric } from '../../events/drift.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision, DecisionMeta } from '../decision.ts';
import { watchedBy } from '../rules/drift/watchedBy.ts';
import { baselineOf, windowDrift } from '../rules/drift/windowRule.ts';
import type { CapabilityCommand } from './commands.ts';
import { joined, ladderFacts } from './ladder.ts';
import type { capabilityMachine, CapabilityContext } from './machine.ts';
import { rewarded } from './rewards.ts';
import { weighed } from './toolSplit.ts';
import { followRollout, leftBehind, opened, tellRefused, tried } from './traffic.ts';

type Snapshot = SnapshotFrom<typeof capabilityMachine>;

/** What a capability answers to a command. What is served is decided here and nowhere else (DESIGN 6). */
export const decideCapability: Decide<Snapshot, CapabilityCommand> = (snapshot, command, meta) => {
  const { value: state, context } = snapshot;
  if (command.type === 'declare') {
    if (state !== 'absent' && state !== 'refused')
      return illegal('declaring it again', state, ['absent', 'refused']);
    const { type: _, ...data } = command;
    return decided(fact('capability.declared', data));
  }
  if (command.type === 'recordSuiteProof' || command.type === 'refuseSuite') {
    if (state !== 'proving') return illegal('judging the suite', state, ['proving']);
    if (command.type === 'refuseSuite')
      return decided(fact('suite.refused', { suite: command.suite, reason: command.reason }));
    const { suite, controls, strength } = command;
    return decided(fact('suite.proved', { suite, controls, strength }));
  }
  if (command.type === 'effectFailed') {
    const { type: _, ...failure } = command;
    if (state === 'absent')
      return refused('invalid', 'an effect of an actor that does not exist cannot fail');
    const failed = fact('effect.failed', failure);
    if (state !== 'proving' || command.name !== 'proveSuite') return decided(failed);
    const reason = `the suite could not be proved: ${command.error}`.slice(0, 1000);
    return decided(failed, fact('suite.refused', { suite: context.suite!, reason }));
  }
  if (command.type === 'tellRefused') return tellRefused(context, command, meta);
  if (state !== 'ready') return illegal(`"${command.type}"`, state, ['ready']);
  switch (command.type) {
    case 'offer':
      return offer(context, command, meta);
    case 'extendSuite': {
      const { from: asker } = meta;
      if (asker?.kind !== 'task' && asker?.kind !== 'population')
        return refused('invalid', 'a suite is extended by a task or a population');
      if (command.from.hash !== context.suite?.hash) {
        return refused(
          'conflict',
          `the suite is at version ${context.suite?.version}, the extension starts from ${command.from.version}: prepare it again`,
        );
      }
      const { from, suite, added, reason } = command;
      const by = asker.kind === 'population' ? { by: asker.kind } : {};
      return decided(fact('suite.extended', { from, suite, task: asker.id, ...by, added, reason }));
    }
    case 'reward':
      return rewarded(context, command, meta.from);
    case 'learnFix': {
      const { type: _, ...data } = command;
      return decided(fact('fix.learned', data));
    }
    case 'observe':
      return observe(context, command);
    case 'nameVersion': {
      const { type: _, ...data } = command;
      return decided(fact('version.named', data));
    }
    case 'weighSplit':
      return weighed(context, command, meta.self.id);
    case 'recordGolden': {
      const { type: _, ...data } = command;
      return decided(fact('golden.built', data));
    }
    case 'noteQuota': {
      const { type: _, ...data } = command;
      return decided(fact('quota.exceeded', data));
    }
    case 'settle': {
      const artifact = meta.from?.id;
      if (!artifact || artifact !== context.served)
        return refused('invalid', 'only the served artifact settles its drift');
      if (command.session && context.detector.alarm === 'quiet')
        return refused('invalid', 'nothing drifted while the session went on');
      return decided(fact('drift.settled', { artifact, outcome: command.outcome }));
    }
    case 'registerExpert': {
      if (meta.from?.kind !== 'optimization') return refused('invalid', 'only a session registers an expert');
      const { type: _, ...data } = command;
      return decided(fact('expert.registered', { ...data, session: meta.from.id }));
    }
    case 'openRollout':
      return opened(context, meta, command.challengers, command.rules, { task: null });
    case 'splitTraffic':
    case 'joinTraffic':
    case 'promoteChallenger':
      return followRollout(context, command, meta);
    case 'rollback': {
      const tried = leftBehind(context, 'rollback', command.reason);
      if (tried.length > 0) return decided(...tried);
      const back = context.before.at(-1);
      if (!back || !context.served) return refused('invalid', 'there is no predecessor to go back to');
      return decided(
        fact('capability.promoted', {
          artifact: back,
          from: context.served,
          reason: 'rollback',
          task: null,
          evidence: command.reason,
        }),
      );
    }
  }
};

function offer(
  context: CapabilityContext,
  command: Extract<CapabilityCommand, { type: 'offer' }>,
  meta: DecisionMeta,
): Decision {
  const artifact = meta.from?.id;
  if (!artifact) return refused('invalid', 'only a stored artifact offers itself');
  const { task, quality, parents, target, by } = command;
  const served = context.served;
  if (served === null) {
    const evidence = `the first stored implementation, quality ${quality}`;
    return decided(
      ...joined(context, artifact),
      fact('capability.promoted', { artifact, from: null, reason: 'first', task, evidence }),
    );
  }
  // A rollback may have come between: what it was not measured against it does not replace, parent or not.
  if (task !== null && (target === undefined ? parents.includes(served) : target === served)) {
    const rules = context.declared?.rollout;
    if (rules) return tried(context, meta, artifact, rules, { task, by });
    const evidence = `${by ?? 'task'} ${task} accepted it over ${served}, quality ${quality}`;
    const promoted = { artifact, from: served, reason: 'evolution', task, evidence } as const;
    return decided(
      ...leftBehind(context, 'promotion', evidence),
      fact('capability.promoted', by === undefined ? promoted : { ...promoted, by }),
    );
  }
  // A task waits for what it made to be served; nobody waits for a tool that is stored for its turn.
  const member = task === null ? joined(context, artifact) : [];
  if (member.length > 0) return decided(...member);
  return refused('conflict', `${served} is served; ${artifact} stays stored beside it`);
}

/** What a window shows: drift of what is served, and where there is a ladder whether another tool takes over. */
function observe(
  context: CapabilityContext,
  command: Extract<CapabilityCommand, { type: 'observe' }>,
): Decision {
  const found = findDrift(context, command);
  const moved = found.status === 'decided' ? ladderFacts(context, command.window) : [];
  if (found.status !== 'decided' || moved.length === 0) return found;
  const [first, ...rest] = found.facts;
  const seen = first!.data as FactData<'runs.observed'>;
  if (!moved.some(({ type }) => type === 'tool.switched')) return decided(...found.facts, ...moved);
  // What another tool makes good is no drift of the one that is left: nothing is searched in its place.
  const finding = context.detector.alarm === 'detected' ? 'cleared' : 'settling';
  const left = leftBehind(context, 'promotion', 'another tool of the ladder took over');
  return decided(fact('runs.observed', { ...seen, finding, baseline: null }), ...rest, ...left, ...moved);
}

function findDrift(
  context: CapabilityContext,
  command: Extract<CapabilityCommand, { type: 'observe' }>,
): Decision {
  const { from, to, window } = command;
  if (from.position !== context.observed.position || from.index !== context.observed.index) {
    return refused(
      'conflict',
      `runs are observed up to ${context.observed.position}.${context.observed.index}, the window starts at ${from.position}.${from.index}`,
    );
  }
  const broken = Object.entries(window.observations ?? {}).find(
    ([, seen]) => !(seen ?? []).every(Number.isFinite),
  );
  if (broken) {
    return refused(
      'invalid',
      `the window's observations of ${broken[0]} hold something that is no number: leave out what a run says nothing of`,
    );
  }
  const say = (
    finding: Finding,
    metrics: Metric[],
    rest: Partial<FactData<'runs.observed'>> = {},
  ): Decision =>
    decided(
      fact('runs.observed', {
        from,
        to,
        window,
        finding,
        metrics,
        baseline: null,
        fuel_checked: false,
        ...rest,
      }),
    );
  // Runs of a predecessor, recorded before the takeover was seen, only move the checkpoint.
  if (window.ran !== context.served || !context.declared) return say('settling', []);
  const rules = context.declared.observe;
  const { detector } = context;
  const watched = watchedBy(detector, window, rules);
  const readings = watched && watched.readings.length > 0 ? { readings: [...watched.readings] } : {};
  const fuel = [...detector.fuel, ...window.fuel];
  const fuelChecked = fuel.length >= rules.min_samples;
  if (!detector.baseline) {
    // A takeover can leave a few runs over, in an order of their own; they are too few to be measured against.
    if (window.n < Math.min(rules.min_samples, rules.baseline_runs)) return say('settling', []);
    return say('baseline', [], {
      baseline: baselineOf(window, fuel, rules),
      fuel_checked: fuelChecked,
      ...readings,
    });
  }
  if (detector.baseline.fuel === null && fuelChecked) {
    // Sampled fuel comes in slowly: its baseline is frozen when there are enough samples.
    const { fuel: frozen } = baselineOf(window, fuel, rules);
    return say('baseline', [], {
      baseline: { ...detector.baseline, fuel: frozen },
      fuel_checked: true,
      ...readings,
    });
  }
  const metrics = [
    ...windowDrift(window, detector.baseline, fuel, rules).filter(({ reason }) => !rules.detectors?.[reason]),
    ...(watched?.metrics ?? []),
  ];
  const checked = { fuel_checked: fuelChecked, ...readings };
  if (detector.alarm === 'confirmed' || detector.cooldown > 0) return say('settling', metrics, checked);
  if (detector.alarm === 'quiet') {
    if (metrics.length === 0) return say('quiet', [], checked);
    return say(rules.confirm === 0 ? 'confirmed' : 'detected', metrics, checked);
  }
  const again = metrics.filter((metric) =>
    detector.first?.metrics.some((first) => first.reason === metric.reason),
  );
  if (again.length > 0) return say('confirmed', again, checked);
  const waits = ({ reason, alarm }: Metric): boolean =>
    alarm ? (watched?.waiting.has(reason) ?? false) : reason === 'fuel' && !fuelChecked;
  if (detector.first?.metrics.every(waits)) return say('settling', metrics, checked);
  return say('cleared', metrics, checked);
}
