import { settingText } from '../../../machines/optimization/next.ts';
import type { FactData, FactType } from '../../../events/catalog.ts';
import type { Fact } from '../../../events/commit.ts';
import type { Metric } from '../../../events/drift.ts';
import type { Hardware } from '../../../events/pressure.ts';
import type { ProofSummary, SuiteStrength } from '../../../events/proof.ts';
import { populationText } from './populationText.ts';
import { cellText } from './table.ts';

type Text<T extends FactType> = (data: FactData<T>) => string;

const plainDollars = (micro: number): string => `$${(micro / 1e6).toFixed(6)}`;
const dollars = (micro: number): string => `${plainDollars(micro)} priced compute`;
/** A proposal of a model costs compute and what the model was paid. */
const proposalDollars = (micro: number, model?: { readonly simulated: boolean }): string =>
  model === undefined
    ? dollars(micro)
    : `${plainDollars(micro)} priced compute and ${model.simulated ? 'a simulated model' : 'a model by price list'}`;
const short = (hash: string): string => hash.slice(0, 12);
const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const number = (value: number | null | undefined): string => cellText(value);

function metric({ reason, statistic, baseline, threshold, samples }: Metric): string {
  return `${reason} ${number(statistic)} (baseline ${number(baseline)}, threshold ${number(threshold)}, ${samples} samples)`;
}
const metrics = (all: readonly Metric[]): string =>
  all.length === 0 ? 'no metric beyond its threshold' : all.map(metric).join('; ');

function proof({
  verdict,
  passed,
  total,
  quality,
  pass_rate,
  coverage,
  performance,
  robustness,
  fuel,
  held_out,
  suite,
  failures,
}: ProofSummary): string {
  const parts = `pass rate ${number(pass_rate)}, coverage ${number(coverage?.score)}, performance ${number(performance)}, robustness ${number(robustness)}`;
  const held = held_out ? `, held out ${held_out.passed}/${held_out.total}` : '';
  const first = failures[0] ? `; first failure: ${failures[0].case}: ${failures[0].message}` : '';
  return `${verdict} ${passed}/${total} on suite ${suite.version}${held}; quality ${number(quality)} (${parts}); fuel ${number(fuel)}${first}`;
}

function compared(numbers: FactData<'candidate.judged'>['compared']): string {
  const parts = Object.entries(numbers).map(
    ([name, { parent, child }]) => `${name} ${number(parent)} → ${number(child)}`,
  );
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

function strengthText({ killed, mutants, equivalent, flagged }: SuiteStrength): string {
  const caught = `it catches ${killed} of ${mutants - equivalent} faulty copies of accepted code`;
  return flagged ? `${caught}: WEAK` : caught;
}

const ladderText = ({
  reason,
  check,
  metrics: seen,
}: Pick<FactData<'tool.switched'>, 'reason' | 'check' | 'metrics'>): string =>
  `${reason}, check ${check}: cache hits ${number(seen.cache_hit_rate)}, quality ${number(seen.quality)}, errors ${number(seen.error_rate)}`;

const stageText = (stage: FactData<'rollout.staged'>['stage']): string =>
  typeof stage === 'number' ? `${Math.round(stage * 1e4) / 100} %` : stage;
const splitText = ({ mode, arms, shadow }: FactData<'traffic.split'>['split']): string =>
  `${arms.map(({ artifact, share }) => `${artifact} ${stageText(share)}`).join(', ')}${mode === 'bandit' ? ' (bandit)' : ''}${shadow.length > 0 ? `; beside it ${shadow.join(', ')}` : ''}`;

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const hardwareText = ({ gpu_mb, memory_mb, cores }: Hardware): string =>
  `${gpu_mb === null ? 'no graphics card' : `${gpu_mb} MB of graphics memory`}, ${memory_mb} MB, ${counted(cores, 'core')}`;

const texts: { readonly [T in FactType]: Text<T> } = {
  'artifact.generated': ({ capability, generation, generator, operators, parents, bytes, source }) =>
    `for ${capability}, generation ${generation} by ${generator}${operators.length > 0 ? ` (${operators.join(', ')})` : ''}${parents.length > 0 ? ` from ${parents.join(' and ')}` : ''}; ${bytes} bytes, source ${short(source)}`,
  'artifact.tested': (data) => `${proof(data.proof)}; ${dollars(data.proof.cost_micro)}`,
  'artifact.stored': ({ quality, suite }) => `quality ${number(quality)}, proved on suite ${suite.version}`,
  'artifact.rejected': ({ reason, cause }) => `${cause ? `${cause}: ` : ''}${reason}`,
  'artifact.succeeded': ({ by, task }) => `by ${by}${task ? `, task ${task}` : ''}`,
  'artifact.reinstated': ({ reason, instead_of }) => `in place of ${instead_of}: ${reason}`,
  'artifact.retired': ({ reason }) => reason,
  'artifact.quarantined': ({ cause, detail }) =>
    `not called any more: a call ended its process (${cause}: ${detail})`,
  'drift.detected': (data) => `window ${data.window}: ${metrics(data.metrics)}`,
  'drift.cleared': ({ window }) => `window ${window}: the second look did not confirm it`,
  'drift.confirmed': (data) => `window ${data.window}: ${metrics(data.metrics)}`,
  'quota.exceeded': ({ quota, scope, most, used }) =>
    `${used} of ${most} ${quota === 'runs' ? 'runs' : 'ms of CPU time'} a minute used (quota of the ${scope})`,
  'golden.built': ({ source, train, holdout, good, failures }) =>
    `${train} examples to learn from and ${holdout} held out, from ${source === 'production' ? 'recorded runs' : `the ${source}`}: ${good} good, ${failures} failures`,
  'version.named': ({ version, artifact, tool_type }) => `version ${version} (${tool_type}) is ${artifact}`,
  'tool.split': ({ version, tests, spec, confidence, proposed }) =>
    `${version} is another tool: tests differ by ${number(tests)}, description and schemas by ${number(spec)}, confidence ${number(confidence)}; it could be ${proposed}`,
  'expert.registered': ({ name, gain, fitness, session, ...setting }) =>
    `${name}: ${settingText(setting)} is asked first, fitness ${number(fitness)}, ${number(gain)} × the parent's; session ${session}`,
  'tool.joined': ({ tool, artifact }) => `${tool} is ${artifact}, ready for its turn`,
  'tool.switched': ({ from, to, direction, ...seen }) =>
    `${from} → ${to} (${direction}, ${ladderText(seen)})`,
  'tool.ladder_exhausted': ({ tool, ...seen }) => `nothing above ${tool} (${ladderText(seen)})`,
  'drift.settled': ({ artifact, outcome }) => `${artifact}: evolution ${outcome}`,
  'evolution.started': ({ task, attempt, strategy, request }) =>
    `attempt ${attempt}, strategy ${strategy}, task ${task}; ${request.evaluations} evaluations × ${request.attempts} attempts`,
  'evolution.joined': ({ session, attempt }) => `attempt ${attempt}, session ${session}`,
  'evolution.rejected': ({ reason, candidate, compared: numbers }) =>
    `${reason}${candidate ? `; best candidate ${candidate}` : ''}${compared(numbers)}`,
  'evolution.tried': ({ task, rollout, candidate }) => `${candidate} of ${task} is tried by ${rollout}`,
  'rollout.opened': ({ rollout, plan }) =>
    `${rollout}: ${plan.challengers.map(({ artifact, focus }) => `${artifact}${focus ? ` (${focus})` : ''}`).join(', ')} against ${plan.incumbent}${plan.task ? `, task ${plan.task}` : ''}`,
  'rollout.queued': ({ rollout, artifact, behind, task }) =>
    `${rollout}: ${artifact}, task ${task}, is tried after ${behind}`,
  'traffic.split': ({ split }) => `${split.rollout}: ${splitText(split)}`,
  'traffic.joined': ({ rollout, reason, by, retired }) =>
    `${rollout} (${by}): ${reason}${retired.length > 0 ? `; ${retired.join(', ')} retired` : ''}`,
  'rollout.proposed': ({ plan }) =>
    `${plan.challengers.map(({ artifact }) => artifact).join(', ')} against ${plan.incumbent}, ${plan.rules.mode}, alpha ${plan.rules.alpha}`,
  'rollout.refused': ({ reason }) => reason,
  'rollout.staged': ({ n, stage, reason, split }) =>
    `${n}, ${stageText(stage)}: ${reason}${split ? `; ${splitText(split)}` : ''}`,
  'rollout.observed': ({ n, seen, arms }) =>
    `${counted(n, 'run')}, ${seen} answered so far: ${arms.map((arm) => `${arm.artifact} ${counted(arm.runs, 'run')}, ${arm.failed} failed, quality ${number(arm.quality.n > 0 ? arm.quality.sum / arm.quality.n : null)}`).join('; ')}`,
  'rollout.rolled_back': ({ artifact, guard, reason }) =>
    `${artifact}${guard ? ` (${guard})` : ''}: ${reason}`,
  'rollout.concluded': ({ outcome, seen, reason }) =>
    `${outcome} after ${counted(seen, 'answered run')}: ${reason}`,
  'rollout.reversed': ({ artifact, instead, reason }) =>
    `${instead} serves in place of ${artifact} again: ${reason}`,
  'capability.declared': ({ kind, suite, seeds, generators }) =>
    `${kind}, suite ${suite.version} (${short(suite.hash)}), ${seeds.length} seeds, generators ${generators.join(', ')}`,
  'suite.proved': ({ suite, controls, strength }) =>
    `suite ${suite.version}: it failed all ${controls.length} wrong answers it was shown${strength ? `; ${strengthText(strength)}` : ''}`,
  'suite.refused': ({ suite, reason }) => `suite ${suite.version}: ${reason}`,
  'suite.extended': ({ from, suite, added, reason, task, by }) =>
    `suite ${from.version} → ${suite.version}: ${added} inputs more, ${reason}, ${by ?? 'task'} ${task}`,
  'suite.adopted': ({ suite }) => `suite ${suite.version} (${short(suite.hash)})`,
  'capability.promoted': ({ artifact, from, reason, evidence }) =>
    `${artifact} serves${from ? ` in place of ${from}` : ''} (${reason}): ${evidence}`,
  'generator.rewarded': ({ generator, reward, alpha, beta, reset }) =>
    `${generator} got ${reward}: Beta(${number(alpha)}, ${number(beta)})${reset ? '; the rewards have changed, every generator begins anew' : ''}`,
  'fix.learned': ({ operators, parent, child }) =>
    `${short(parent)} → ${short(child)} by ${operators.join(', ') || 'no operator'}`,
  'runs.observed': ({ window, finding, metrics: all, to }) =>
    `${window.n} runs of ${window.ran} up to ${to.position}.${to.index}: ${finding}; quality ${number(window.quality.n > 0 ? window.quality.sum / window.quality.n : null)}, median ${number(window.latency_us.median)} µs, ${window.errors} errors${all.length > 0 ? `; ${metrics(all)}` : ''}`,
  'task.accepted': ({ request, served, intent, pressure }) =>
    `${request.mode}${intent ? `, ${intent.mode}` : ''} for ${request.capability}${request.target ? `, target ${request.target}` : ''}${request.description ? `: ${request.description}` : ''}${served ? `; ${served} is served already` : ''}${pressure ? `; ${pressure.level} pressure (${pressure.reason})${pressure.warning ? `: ${pressure.warning}` : ''}` : ''}`,
  'task.rejected': ({ reason }) => reason,
  'evidence.prepared': ({ base, suite, added, evaluations }) =>
    `suite ${base.version} → ${suite.version}: ${added} inputs more, ${evaluations} evaluations`,
  'task.funded': ({ budget, evaluations }) => `${evaluations} evaluations from budget ${budget}`,
  'parent.proved': (data) => `${data.artifact}: ${proof(data.proof)}; ${dollars(data.proof.cost_micro)}`,
  'generator.chosen': ({ generator, arms, seed, reason }) =>
    `${generator}${arms.length > 0 ? ` among ${arms.map((arm) => `${arm.generator} Beta(${number(arm.alpha)}, ${number(arm.beta)}) p=${number(arm.propensity)}`).join(', ')}; seed ${seed}` : ''}; ${reason}`,
  'candidates.proposed': ({ generator, candidates, evaluations, cost_micro, note, model }) =>
    `${candidates.length} by ${generator} after ${counted(evaluations, 'evaluation')}${candidates.length > 0 ? ` (${candidates.map(({ artifact }) => artifact).join(', ')})` : ''}; ${proposalDollars(cost_micro, model)}${note ? `; ${note}` : ''}`,
  'candidate.judged': ({ artifact, generator, verdict, reason, quality, compared: numbers }) =>
    `${artifact} by ${generator} ${verdict}: ${reason}; quality ${number(quality)}${compared(numbers)}`,
  'candidate.selected': ({ artifact }) => `${artifact} is the best of its session`,
  ...populationText,
  'optimization.queued': ({ target, trigger, priority, reason, plan, when_idle, aim, neighbours }) =>
    `${target}${aim === undefined ? '' : ` for ${aim}`}, ${trigger}, priority ${priority}: ${reason}; ${plan.experiments.map(settingText).join(', ')}; up to ${dollars(plan.budget_micro)} of ${plan.budget}${neighbours === undefined ? '' : `; neighbours read at ${neighbours.position}: ${neighbours.found.map(({ artifact, likeness }) => `${artifact} (${number(likeness)})`).join(', ')}`}${when_idle ? '; waits until nobody is at work' : ''}`,
  'optimization.refused': ({ target, aim, refusal }) =>
    `${target}${aim === undefined ? '' : ` for ${aim}`}: ${refusal}`,
  'optimization.started': ({ by }) => `by ${by}`,
  'optimization.joined': ({ source, quality }) => `source ${short(source)}, quality ${number(quality)}`,
  'optimization.funded': ({ evaluations, cost_micro }) =>
    `${evaluations} evaluations, ${dollars(cost_micro)}`,
  'experiment.planned': ({ n, task, stage, from, ...setting }) =>
    `${n} (${stage}): ${settingText(setting)}${from ? ` from ${from}` : ''}, task ${task}`,
  'experiment.ended': ({ n, outcome, fitness, best, artifact, reason, ...setting }) =>
    `${n}: ${settingText(setting)} ${outcome}, fitness ${number(fitness)}, best so far ${number(best)}${artifact ? `, ${artifact}` : ''}: ${reason}`,
  'tool.evolved': ({ name, gain, fitness, ...setting }) =>
    `${name}: ${settingText(setting)}, fitness ${number(fitness)}, ${number(gain)} × the parent's`,
  'optimization.paused': ({ stage, best, attempts, next, reason }) =>
    `${stage}, ${attempts} attempts, best ${number(best)}${next.length > 0 ? `, next ${next.map(settingText).join(', ')}` : ''}: ${reason}`,
  'optimization.resumed': ({ reason }) => reason,
  'optimization.stopped': ({ stop, reason }) => `${stop}: ${reason}`,
  'optimization.chosen': ({ n, artifact, fitness, over, ...setting }) =>
    `experiment ${n}, ${settingText(setting)}: ${artifact}, fitness ${number(fitness)}${over.length > 0 ? ` over ${over.map((one) => `${one.n} (${number(one.fitness)})`).join(', ')}` : ''}`,
  'optimization.ended': ({
    outcome,
    artifact,
    fitness_before,
    fitness_after,
    improvement,
    experiments,
    cost_micro,
    reason,
  }) =>
    `${outcome}${artifact ? `: ${artifact}` : ''}, fitness ${number(fitness_before)} → ${number(fitness_after)}${improvement === null ? '' : ` (+${number(improvement)} %)`}, ${experiments} experiments, ${dollars(cost_micro)}: ${reason}`,
  'hint.left': ({ artifact, reason, priority, effort, measured, wanted }) =>
    `${artifact}: ${reason} ${number(measured)}${wanted === null ? '' : `, wanted ${number(wanted)}`}; priority ${priority}, effort ${effort}`,
  'task.answered': ({ artifact, by, quality, rollout }) =>
    `${artifact} (${by}), quality ${number(quality)}${rollout ? `; ${rollout} tries it before it serves` : ''}`,
  'task.unanswered': ({ reason, ways_out }) =>
    `${reason}${ways_out.length > 0 ? `; ways out: ${ways_out.join(' | ')}` : ''}`,
  'budget.opened': ({ cap_evaluations, cap_micro }) =>
    `${cap_evaluations} evaluations, ${dollars(cap_micro)}`,
  'budget.reserved': (data) => `${amounts(data)} for ${holder(data)}`,
  'budget.refused': (data) =>
    `${amounts(data)} for ${holder(data)}, ${data.left} left${data.left_micro === undefined ? '' : ` and ${plainDollars(data.left_micro)}`}: ${data.reason}`,
  'budget.spent': (data) =>
    `${data.evaluations} evaluations, ${plainDollars(data.cost_micro)} of priced compute and models by ${holder(data)}${data.beyond_micro ? `; ${plainDollars(data.beyond_micro)} more than was reserved` : ''}`,
  'budget.released': (data) => `${amounts(data)} of ${holder(data)} were not needed`,
  'batch.planned': ({ n, chosen, skipped, considered, position, budget_micro, not_listed }) =>
    `batch ${n}: ${counted(chosen.length, 'session')} of ${counted(considered, 'candidate')} as of position ${position}, up to ${plainDollars(budget_micro)}: ${chosen.map((one) => `${one.target} ($${(one.value_micro / 1e6).toFixed(2)} on ${one.tier})`).join(', ') || 'none'}; ${skipped.length + not_listed} left alone${skipped[0] ? `, the first: ${skipped[0].target}: ${skipped[0].reason}` : ''}`,
  'batch.ended': ({ n, sessions, improved, spent_micro, roi_estimated, reason }) =>
    `batch ${n}: ${improved} of ${counted(sessions, 'session')} improved something, ${plainDollars(spent_micro)} of priced compute and models; ROI estimated ${number(roi_estimated)}; ${reason}`,
  'pressure.changed': ({ level, before, reason, inputs, until }) => {
    const was = before === null ? '' : `${before} → `;
    const measured =
      inputs === null
        ? until === null
          ? 'until it is released'
          : `until ${until}`
        : `load ${number(inputs.load_percent)} %, ${inputs.platform}, ${inputs.memory_mb} MB, ${clockText(inputs.minute)} ${inputs.time_zone}`;
    return `${was}${level} (${reason}): ${measured}`;
  },
  'hardware.changed': ({ before, after, ratio, grew }) =>
    `${before === null ? '' : `${hardwareText(before)} → `}${hardwareText(after)}${ratio === null ? '' : `, ${number(ratio)} times`}${grew ? ', grew' : ''}`,
  'log.sealed': ({ from, to, commits, root }) =>
    `positions ${from} to ${to}, ${commits} commits, root ${short(root)}`,
  'blob.erased': ({ hash, reason }) => `${short(hash)}: ${reason}`,
  'runs.lost': ({ writer, capability, at_most }) => `at most ${at_most} runs of ${capability} by ${writer}`,
  'effect.failed': ({ name, error, attempts }) => `${name} after ${attempts} attempts: ${error}`,
  'machine.upgraded': ({ from, to }) => `version ${from} → ${to}`,
};

type Asked = Pick<FactData<'budget.reserved'>, 'task' | 'kind' | 'evaluations' | 'cost_micro'>;

/** `200 evaluations and $0.300000` */
function amounts({ evaluations, cost_micro }: Asked): string {
  return `${evaluations} evaluations${cost_micro === undefined ? '' : ` and ${plainDollars(cost_micro)}`}`;
}

function holder({ task, kind = 'task' }: Asked): string {
  return `${kind} ${task}`;
}

/** What a fact says, in a line for people: its key numbers. All of it is in the log. */
export function factText(fact: Fact): string {
  const text = (texts as Readonly<Record<string, (data: never) => string>>)[fact.type];
  return text ? text(fact.data as never) : JSON.stringify(fact.data);
}
