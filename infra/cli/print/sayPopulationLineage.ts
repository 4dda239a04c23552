import type { Ancestor, PopulationLineage } from '../../answers/populationLineage.ts';
import type { Form, Said } from '../command.ts';
import { painted } from './say.ts';
import { stageText } from './sayRollout.ts';
import { cellText } from './table.ts';
import { treeLines } from './tree.ts';
import type { Branch } from './tree.ts';

/** From the incumbent over who was chosen, its artifact and its rollout to what serves. */
export function* sayPopulationLineage(lineage: PopulationLineage, form: Form): Generator<Said> {
  if (form.json) {
    yield { out: JSON.stringify(lineage) };
    return;
  }
  const { population, capability, ancestors, as, artifact, served, state, outcome, reason, waits } = lineage;
  const [root] = ancestors;
  if (root) for (const line of treeLines(branchOf(root, lineage, form))) yield { out: line };
  yield {
    out: `${capability} is served by ${served ?? 'nothing'}${served !== null && served === artifact ? `, found by ${population}` : ''}`,
  };
  const stands = waits === null ? (outcome ?? state).replaceAll('_', ' ') : state;
  const shown = as === 'best' ? '; nobody is chosen, shown is the best so far' : '';
  yield { err: `${population}: ${stands}${shown}: ${waits === null ? reason : `waits for ${waits}`}` };
}

function branchOf(node: Ancestor, lineage: PopulationLineage, form: Form): Branch {
  // A child of two parents hangs below the first and names the other.
  const children = lineage.ancestors
    .filter(({ parents }) => parents[0] === node.candidate)
    .map((child) => branchOf(child, lineage, form));
  return {
    text: ancestorText(node, lineage, form),
    children: node.candidate === lineage.candidate ? [...children, ...foundOf(lineage, form)] : children,
  };
}

function ancestorText(
  { candidate, parents, operators, generation, quality }: Ancestor,
  lineage: PopulationLineage,
  form: Form,
): string {
  const chosen = candidate === lineage.candidate;
  const parts = [
    painted(chosen ? 'bold' : 'reset', candidate, form),
    generation === null
      ? `${lineage.target}, which it began with`
      : `generation ${generation} · ${operators.join(', ')}`,
    `quality ${cellText(quality)}`,
    ...(parents.length > 1 ? [`also from ${parents.slice(1).join(', ')}`] : []),
    ...(chosen && lineage.as !== null ? [painted('green', lineage.as, form)] : []),
  ];
  return parts.join(' · ');
}

/** What became of who was chosen. */
function foundOf({ artifact, verdict, rollouts, served }: PopulationLineage, form: Form): readonly Branch[] {
  if (artifact === null) return [];
  const tried = rollouts.map(({ rollout, state, stage, outcome }): Branch => {
    const share = stage === null || stage === 'shadow' || stage === 'bandit' ? stage : Number(stage);
    return {
      text: `rollout ${rollout} · ${(outcome ?? state).replaceAll('_', ' ')} · ${stageText(share)}`,
      children: [],
    };
  });
  const serves = served === artifact ? [painted('green', 'serves', form)] : [];
  return [{ text: [artifact, verdict ?? 'being proved', ...serves].join(' · '), children: tried }];
}
