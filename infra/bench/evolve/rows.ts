import type { BenchRow } from '../outcome.ts';
import { wilson } from '../wilson.ts';
import type { ArmName, Life } from './life.ts';

type Searched = Extract<Life, { came: 'searched' }>;

const shareText = (n: number, of: number): string => {
  const [low, high] = wilson(n, of);
  return `95 %: ${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)} % of ${of}`;
};

/** Programs that one way gets right and the other does not, and the chance of a split at least so uneven (sign test, one-sided). */
export function pairedBy(
  lives: readonly Searched[],
  one: ArmName,
  other: ArmName,
): { readonly more: number; readonly fewer: number; readonly chance: number } {
  const count = (a: ArmName, b: ArmName): number =>
    lives.filter(({ arms }) => arms[a].correct && !arms[b].correct).length;
  const [more, fewer] = [count(one, other), count(other, one)];
  const n = more + fewer;
  let chance = 0;
  let term = 0.5 ** n;
  for (let k = 0; k <= n; k += 1) {
    if (k >= more) chance += term;
    term = (term * (n - k)) / (k + 1);
  }
  return { more, fewer, chance };
}

/** What the bench reports, and what of it has to hold: who takes over is never worse than random search finds, and nothing wrong is let through more often than not. */
export function rowsOf(lives: readonly Life[]): BenchRow[] {
  const searched = lives.filter((life): life is Searched => life.came === 'searched');
  const of = searched.length;
  const plain = (name: string, ours: number, rule: string, reference: number | null = null): BenchRow => ({
    name,
    ours,
    reference,
    ratio: reference === null || reference === 0 ? null : ours / reference,
    spread: null,
    rule,
    holds: true,
  });
  const correct = (name: ArmName): number => searched.filter(({ arms }) => arms[name].correct).length;
  const evaluations = (name: ArmName): number =>
    Math.round(searched.reduce((sum, { arms }) => sum + arms[name].evaluations, 0) / Math.max(1, of));
  const names: readonly (readonly [ArmName, string])[] = [
    ['evolve', 'population'],
    ['local', 'population, local steps alone'],
    ['random', 'random edits of the faulty program'],
    ['editor', "the editor's local search alone"],
  ];
  const beside = (name: ArmName, text: string, judged: boolean): BenchRow => {
    const { more, fewer, chance } = pairedBy(searched, 'evolve', name);
    return {
      ...plain(
        `population beside ${text}: correct`,
        correct('evolve'),
        judged
          ? `not fewer than random finds, beyond chance; alone right in ${more}, the other in ${fewer}, chance ${chance.toFixed(3)}`
          : `reported as it is; alone right in ${more}, the other in ${fewer}, chance ${chance.toFixed(3)}`,
        correct(name),
      ),
      holds: !judged || fewer <= more || pairedBy(searched, name, 'evolve').chance > 0.05,
    };
  };
  const offered = searched.filter(({ outcome }) => outcome === 'offered');
  const promoted = offered.filter(({ rollout }) => rollout === 'promoted');
  return [
    plain('programs', lives.length, 'all of the set that were tried'),
    plain(
      'programs whose suite or proof was refused',
      lives.filter(({ came }) => came === 'not served').length,
      'reported as it is: nothing is stored on it (law 4)',
    ),
    plain(
      'programs that nobody saw fail',
      lives.filter(({ came }) => came === 'no failure').length,
      'reported as it is: nothing to search for',
    ),
    ...names.flatMap(([name, text]) => [
      plain(
        `${text}: right on every example it saw`,
        searched.filter(({ arms }) => arms[name].found).length,
        'reported as it is',
        of,
      ),
      plain(`${text}: correct on the held-out suite`, correct(name), shareText(correct(name), of), of),
      plain(
        `${text}: accepted, and wrong on the held-out suite`,
        searched.filter(({ arms }) => arms[name].accepted && !arms[name].correct).length,
        'reported as it is: what examples did not ask',
        of,
      ),
      plain(`${text}: mean evaluations`, evaluations(name), 'candidate on example; at most what is allowed'),
    ]),
    beside('random', 'random search at equal evaluations', true),
    beside('local', 'local steps alone at equal evaluations', false),
    beside('editor', "the editor's local search alone at equal evaluations", false),
    plain('winners that were offered to their capability', offered.length, 'reported as it is', of),
    {
      ...plain(
        'rollouts that promoted, of the winners offered',
        promoted.length,
        'reported as it is: the rest was rolled back or left undecided',
        offered.length,
      ),
    },
    {
      ...plain(
        'programs served right at the end, on the held-out suite',
        searched.filter(({ served }) => served.correct).length,
        `none served right before; ${shareText(searched.filter(({ served }) => served.correct).length, of)}`,
        of,
      ),
    },
    {
      ...plain(
        'served new at the end without a promotion',
        searched.filter(({ served, rollout }) => served.isNew && rollout !== 'promoted').length,
        'none',
        0,
      ),
      holds: searched.every(({ served, rollout }) => !served.isNew || rollout === 'promoted'),
    },
  ];
}
