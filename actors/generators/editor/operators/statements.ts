import { insertBefore, listAround, loopAround, replaceRange } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import type { Site } from '../tree.ts';
import { ancestors } from '../tree.ts';
import { conditionsAt } from './conditions.ts';

const isListed = (site: Site): boolean =>
  listAround(site) !== null && site.node.type !== 'FunctionDeclaration';

const sameFunction = (a: Site, b: Site): boolean => a.inside === b.inside;

/** `stmtdel`: one statement less (a lone body becomes empty). */
export const deletions: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    if (site.node.type === 'VariableDeclaration') continue;
    const weight = site.node.type === 'ReturnStatement' ? 0.5 : 1;
    yield replaceRange('stmtdel', site.node, isListed(site) ? '' : ';', weight);
  }
};

/** Where a statement can go: before and after its neighbours, and out of the block it stands in. */
function* moves(ground: Ground, site: Site): Generator<Edit> {
  const text = ground.text(site);
  const list = listAround(site);
  const next = list?.[site.index + 1];
  const gone = { from: site.node.start, to: site.node.end, text: '' };
  if (next !== undefined) {
    const spans = [
      { from: site.node.start, to: site.node.end, text: ground.tree.source.slice(next.start, next.end) },
      { from: next.start, to: next.end, text },
    ];
    yield { operator: 'stmtmove', spans, weight: 1 };
  }
  for (const up of ancestors(site)) {
    if (up.statement !== up || !sameFunction(up, site) || listAround(up) === null) continue;
    yield {
      operator: 'stmtmove',
      spans: [{ from: up.node.start, to: up.node.start, text: `${text}\n` }, gone],
      weight: 0.5,
    };
    yield {
      operator: 'stmtmove',
      spans: [gone, { from: up.node.end, to: up.node.end, text: `\n${text}` }],
      weight: 0.8,
    };
    break;
  }
  if (next?.type === 'ForStatement' || next?.type === 'ForOfStatement' || next?.type === 'WhileStatement') {
    if (next.body.type !== 'BlockStatement') return;
    const into = next.body.start + 1;
    yield { operator: 'stmtmove', spans: [gone, { from: into, to: into, text: `\n${text}` }], weight: 0.8 };
  }
}

/** `stmtmove` and `stmtcopy`: statements of one function put elsewhere in it. */
export const placements: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    if (!isListed(site)) continue;
    yield* moves(ground, site);
    for (const donor of ground.statements) {
      if (donor === site || donor.inside !== site.inside || donor.node.end - donor.node.start > 80) continue;
      if (donor.node.type !== 'ExpressionStatement' && donor.node.type !== 'ReturnStatement') continue;
      yield insertBefore(ground, 'stmtcopy', site, ground.text(donor), 1);
    }
  }
};

/** `wrapif`: a statement runs under a condition. `stmtcopyif`: a copied statement under a condition, before another one. */
export const guards: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    // A lone body of a loop or a branch can be guarded too.
    if (site.node.type === 'VariableDeclaration' || site.key === 'alternate') continue;
    for (const { text, weight } of conditionsAt(ground, site)) {
      yield replaceRange('wrapif', site.node, `if (${text}) { ${ground.text(site)} }`, weight);
    }
  }
  for (const site of ground.statements) {
    if (!isListed(site)) continue;
    for (const donor of ground.statements) {
      if (donor === site || donor.inside !== site.inside || donor.node.end - donor.node.start > 40) continue;
      if (donor.node.type !== 'ExpressionStatement' && donor.node.type !== 'ReturnStatement') continue;
      for (const { text, weight } of conditionsAt(ground, site)) {
        if (weight >= 0.3)
          yield insertBefore(ground, 'stmtcopyif', site, `if (${text}) { ${ground.text(donor)} }`, weight);
      }
    }
  }
};

/** `brkins`: leave a loop early, or skip a round, under a condition. `addreturn`: answer a name before the end. */
export const exits: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    if (!isListed(site)) continue;
    if (loopAround(site) !== null) {
      yield insertBefore(ground, 'brkins', site, 'break;', 0.2);
      for (const { text, weight } of conditionsAt(ground, site)) {
        yield insertBefore(ground, 'brkins', site, `if (${text}) break;`, weight);
        yield insertBefore(ground, 'brkins', site, `if (${text}) continue;`, weight);
      }
    }
    const list = listAround(site);
    if (site.inside === null || list?.[site.index + 1] !== undefined || site.node.type === 'ReturnStatement')
      continue;
    const made = site.node.type === 'VariableDeclaration' ? site.node.declarations.map(({ id }) => id) : [];
    const own = made.flatMap((id) => (id.type === 'Identifier' ? [id.name] : []));
    for (const name of [...own, ...ground.variables(site).map((binding) => binding.name)]) {
      yield replaceRange('addreturn', { start: site.node.end, end: site.node.end }, `\nreturn ${name};`, 1);
    }
    for (const value of ['true', 'false', '0']) {
      yield replaceRange(
        'addreturn',
        { start: site.node.end, end: site.node.end },
        `\nreturn ${value};`,
        0.6,
      );
    }
  }
};

const ANSWERS: readonly (readonly [string, number])[] = [
  ['false', 1],
  ['true', 1],
  ['0', 0.9],
  ['1', 0.7],
  ['[]', 0.8],
  ["''", 0.7],
  ['-1', 0.5],
  ['null', 0.6],
];

/** `basecase`: a function answers at once under a condition on its parameters. */
export const baseCases: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    if (site.inside === null || site.index !== 0 || site.parent?.parent !== site.inside) continue;
    const answers: (readonly [string, number])[] = [
      ...ANSWERS,
      ...ground.variables(site).map(({ name }) => [name, 0.7] as const),
    ];
    for (const { text, weight } of conditionsAt(ground, site)) {
      for (const [answer, likely] of answers) {
        yield insertBefore(ground, 'basecase', site, `if (${text}) return ${answer};`, weight * likely);
      }
    }
  }
};
