import { createHash } from 'node:crypto';
import type { FactData, FactOf, FactType } from '../events/catalog.ts';
import type { Fact } from '../events/commit.ts';
import type { SuiteRef } from '../events/proof.ts';
import type { PopulationSettings } from '../events/populationPlan.ts';
import type { FoldedEffect } from '../machines/fold.ts';
import { stateText } from '../machines/fold.ts';
import type { PopulationCommand } from '../machines/population/commands.ts';
import { candidateOf, sampleOf } from '../machines/population/context.ts';
import type { PopulationContext } from '../machines/population/context.ts';
import { behaviours } from '../machines/registry.ts';
import { claimAlpha } from '../machines/rules/population/claims.ts';
import { settingsOf } from '../machines/rules/population/defaults.ts';
import { rescored } from '../machines/rules/population/finalists.ts';
import type { Answers } from '../machines/rules/population/finalists.ts';
import { objectivesOf } from '../machines/rules/population/objectives.ts';
import { randomFrom } from '../machines/rules/random.ts';
import { HASH, proof } from './samples.ts';

const { interpreter } = behaviours.population;
const AT = '2026-01-01T00:00:00.000Z';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

export const INCUMBENT = '000000000000';

type Queue = Extract<PopulationCommand, { type: 'queue' }>;
export type Row = {
  example: string;
  score: number;
  answer: null;
  fuel: number;
  tokens: number;
  repairs: number;
  cost_micro: number;
  wall_us: number;
};

/** Asks for a population of bit strings. */
export function queued(settings: Partial<PopulationSettings> = {}, different: Partial<Queue> = {}): Queue {
  return {
    type: 'queue',
    capability: 'bits',
    kind: 'artifact',
    target: 'bits-1',
    genome: 'code',
    strategy: 'evolve',
    incumbent: sha(INCUMBENT),
    golden: HASH,
    train: 24,
    holdout: 120,
    objectives: [
      { name: 'quality', unit: 'share', goal: 'max', reference: 0 },
      { name: 'fuel', unit: 'fuel', goal: 'min', reference: 100 },
    ],
    weights: null,
    operators: { mutations: ['flip', 'set', 'swap'], crossovers: ['cut', 'mix'], local: ['flip'] },
    settings: settingsOf('code', {
      population: 10,
      elite: 2,
      islands: 2,
      migrate_every: 2,
      sample: 12,
      gate: 3,
      gate_min: 0.05,
      holdout: 120,
      generations: 12,
      target: null,
      ...settings,
    }),
    budget: { id: 'evolving', proposals: 500, evaluations: 5000, micro: 1_000_000, evaluation_micro: 10 },
    seed: 7,
    by: 'test',
    read: null,
    ...different,
  };
}

/** Children of bit strings: the same request gives the same child. */
function breed(operator: string, parents: readonly string[], seed: number): string {
  const random = randomFrom(seed);
  const [a, b = parents[0]!] = parents as [string, string?];
  const at = Math.floor(random.uniform() * a.length);
  const put = (text: string, place: number, bit: string): string =>
    text.slice(0, place) + bit + text.slice(place + 1);
  switch (operator) {
    case 'flip':
      return put(a, at, a[at] === '1' ? '0' : '1');
    case 'set':
      return put(a, at, '1');
    case 'swap': {
      const other = Math.floor(random.uniform() * a.length);
      return put(put(a, at, a[other]!), other, a[at]!);
    }
    case 'cut':
      return a.slice(0, at) + b.slice(at);
    default:
      return [...a].map((bit, place) => (random.uniform() < 0.5 ? bit : b[place]!)).join('');
  }
}

/** Example n is right where bit n is 1, and answers cost more the more bits are set; one held-out part in ten goes either way. */
export function answered(source: string, split: string, place: number): Row {
  const right = source[place % source.length] === '1';
  const ones = [...source].filter((bit) => bit === '1').length;
  const score = right ? 1 : 0;
  return {
    example: `${split}-${place}`,
    score,
    answer: null,
    fuel: 20 + ones,
    tokens: 0,
    repairs: 0,
    cost_micro: 3,
    wall_us: 1,
  };
}

type Teller = { readonly kind: 'artifact'; readonly id: string } | null;

export type World = {
  readonly facts: readonly Fact[];
  readonly context: PopulationContext;
  readonly value: unknown;
  readonly text: string;
  /** The largest context that was. */
  readonly largest: number;
  /** Commands that were followed, and who told them. */
  readonly commands: readonly (readonly [command: PopulationCommand, from: Teller])[];
  /** Commands that were refused. */
  readonly refused: readonly string[];
  readonly pending: readonly FoldedEffect[];
  readonly told: readonly (readonly [to: string, command: Record<string, unknown>])[];
};

export type Options = {
  /** Its own id. */
  readonly id?: string;
  readonly queue?: Queue;
  /** Which of the pending effects reports next. */
  readonly pick?: (pending: number, step: number) => number;
  /** Every report arrives twice. */
  readonly twice?: boolean;
  /** What another answer is, or a failure for ever: null leaves it as it is. */
  readonly answer?: (effect: FoldedEffect, source: (candidate: string) => string) => PopulationCommand | null;
  /** A command from outside before the effect of this step. */
  readonly outside?: (step: number, context: PopulationContext) => PopulationCommand | null;
  readonly score?: typeof answered;
  /** How many reports at most. */
  readonly steps?: number;
};

/** Lives a population to its end on results of a world of bit strings: the machine, its decisions and nothing else. */
export function live({
  id = 'bits-1-pop1',
  queue = queued(),
  pick = () => 0,
  twice = false,
  answer,
  outside,
  score = answered,
  steps = 20_000,
}: Options = {}): World {
  let snapshot = interpreter.initial();
  const facts: Fact[] = [];
  const refused: string[] = [];
  const told: [string, Record<string, unknown>][] = [];
  const sources = new Map([[candidateOf(sha(INCUMBENT)), INCUMBENT]]);
  /** Bred in rounds that are over; what comes in the same round is told apart by the machine. */
  const known = new Set([candidateOf(sha(INCUMBENT))]);
  const round = new Set<string>();
  const rows = new Map<string, Row>();
  let pending: FoldedEffect[] = [];
  let largest = 0;
  const context = (): PopulationContext => snapshot.context as PopulationContext;
  const commands: (readonly [PopulationCommand, Teller])[] = [];
  const say = (command: PopulationCommand, from: Teller = null): boolean => {
    const decision = behaviours.population.decide(snapshot, command, {
      at: AT,
      self: { kind: 'population', id },
      from,
    });
    if (decision.status === 'refused') {
      refused.push(`${command.type}: ${decision.message}`);
      return false;
    }
    commands.push([command, from]);
    const folded = interpreter.fold(snapshot, decision.facts, AT);
    snapshot = folded.snapshot;
    facts.push(...decision.facts);
    pending = [...pending.filter(({ child }) => !folded.ended.includes(child)), ...folded.effects];
    largest = Math.max(largest, JSON.stringify(snapshot.context).length);
    return true;
  };
  const source = (candidate: string): string => sources.get(candidate)!;
  const evaluated = (effect: FoldedEffect): PopulationCommand => {
    const { candidate, stage, generation } = effect.input as {
      candidate: string;
      stage: 'gate' | 'full' | 'holdout';
      generation: number;
    };
    const split = stage === 'holdout' ? 'holdout' : 'train';
    const all = sampleOf(context().asked!, stage).map((place) => {
      const key = `${candidate} ${split} ${place}`;
      const paid = !rows.has(key);
      const row = rows.get(key) ?? score(source(candidate), split, place);
      rows.set(key, row);
      return { row, paid };
    });
    const fresh = all.filter(({ paid }) => paid).map(({ row }) => row);
    return {
      type: 'candidateEvaluated',
      generation,
      candidate,
      stage,
      rows: fresh,
      paid: fresh.length,
      reused: all.length - fresh.length,
      values: objectivesOf(
        all.map(({ row }) => row),
        context().asked!.objectives,
      ),
      cost_micro: fresh.length * 3,
    };
  };
  const bred = (effect: FoldedEffect): PopulationCommand => {
    const { generation, slot, attempt, operators, parents, seed } = effect.input as {
      generation: number;
      slot: number;
      attempt: number;
      operators: string[];
      parents: string[];
      seed: number;
    };
    const [first, ...rest] = parents.map(source);
    const child = operators.reduce(
      (made, operator, at) => breed(operator, [made, ...rest], seed + at),
      first!,
    );
    const hash = sha(child);
    const candidate = candidateOf(hash);
    const seen = known.has(candidate);
    sources.set(candidate, child);
    round.add(candidate);
    return {
      type: 'bred',
      seen,
      generation,
      slot,
      attempt,
      candidate,
      source: hash,
      bytes: child.length,
      operators,
      parents,
      nearest: 0.5,
      cost_micro: 2,
    };
  };
  const compared = (): PopulationCommand => {
    const { asked, finalists } = context();
    const places = sampleOf(asked!, 'holdout');
    const answers = (candidate: string): Answers => ({
      candidate,
      rows: places.map((place) => rows.get(`${candidate} holdout ${place}`)!),
    });
    const incumbent = answers(asked!.incumbent);
    const others = finalists
      .map(([candidate]) => candidate)
      .filter((candidate) => candidate !== asked!.incumbent);
    const alpha = claimAlpha(asked!.settings.alpha, others.length, asked!.objectives.length);
    const of = (candidate: string) => rescored(answers(candidate), incumbent, asked!.objectives, alpha);
    return { type: 'finalistsCompared', finalists: others.map(of), incumbent: of(asked!.incumbent) };
  };
  const done = (effect: FoldedEffect): PopulationCommand | null => {
    switch (effect.name) {
      case 'checkControls':
        return {
          type: 'controlsChecked',
          controls: [
            { name: 'known_bad', what: 'all zeros', score: 0 },
            { name: 'empty', what: 'no bits', score: 0 },
            { name: 'constant', what: 'always 1', score: 0.3 },
          ],
          same: { first: 0, second: 0, n: 12, agreement: 1 },
          dearest: 20,
          evaluations: 60,
          cost_micro: 60,
        };
      case 'breed':
        return bred(effect);
      case 'evaluateCandidate':
        return evaluated(effect);
      case 'compareFinalists':
        return compared();
      case 'prepareMended': {
        const suite = { version: 2, hash: HASH };
        return {
          type: 'evidencePrepared',
          base: { version: 1, hash: HASH },
          suite,
          added: 3,
          evaluations: 0,
        };
      }
      case 'proveTarget':
        return { type: 'parentProved', artifact: 'bits-1', proof: proof({ cost_micro: 5 }) };
      case 'generateWinner':
        return { type: 'candidateProved', proof: proof({ cost_micro: 5 }) };
      case 'tell': {
        const { to, command } = effect.input as {
          to: { kind: string; id: string };
          command: Record<string, unknown>;
        };
        told.push([`${to.kind}/${to.id}`, command]);
        const { evaluations, cost_micro } = command as { evaluations: number; cost_micro: number };
        if (command['type'] === 'reserve') return { type: 'fundsGranted', evaluations, cost_micro };
        if (command['type'] === 'extendSuite')
          return { type: 'suiteExtended', suite: command['suite'] as SuiteRef };
        return null;
      }
      default:
        return null;
    }
  };
  say(queue);
  say({ type: 'begin', by: 'test' });
  for (let step = 0; step < steps; step += 1) {
    const other = outside?.(step, context());
    if (other) say(other);
    if (pending.length === 0) break;
    const at = pick(pending.length, step) % pending.length;
    const effect = pending[at]!;
    pending = pending.filter((_, place) => place !== at);
    if (effect.name === 'timer') continue;
    const report = answer?.(effect, source) ?? done(effect);
    if (!report) continue;
    const from =
      report.type === 'candidateProved' ? { kind: 'artifact' as const, id: context().winner! } : null;
    say(report, from);
    if (twice) say(report, from);
    const last = facts.at(-1)!.type;
    if (effect.name === 'breed' && last !== 'candidate.bred' && last !== 'candidate.refused') {
      for (const candidate of round) known.add(candidate);
      round.clear();
    }
  }
  return {
    facts,
    context: context(),
    value: snapshot.value,
    text: stateText(interpreter.freeze(snapshot)),
    largest,
    commands,
    refused,
    pending,
    told,
  };
}

/** What the facts of one type say, in order. */
export function said<T extends FactType>(facts: readonly Fact[], type: T): readonly FactData<T>[] {
  return facts.filter((one) => one.type === type).map((one) => (one as unknown as FactOf<T>).data);
}
