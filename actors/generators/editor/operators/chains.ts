import { receiver, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { likeness, type Kind } from '../kinds.ts';

/** Members that are put after a value, what they take, how often they are meant. */
const LINKS: readonly (readonly [string, Kind, number])[] = [
  ['.sort()', 'array', 1],
  ['.sort((a, b) => a - b)', 'array', 1],
  ['.sort((a, b) => b - a)', 'array', 0.5],
  ['.reverse()', 'array', 0.8],
  ['.filter(Boolean)', 'array', 0.4],
  ['.map(Number)', 'array', 0.4],
  ['.map(String)', 'array', 0.2],
  [".join('')", 'array', 0.6],
  [".join(' ')", 'array', 0.3],
  ['.flat()', 'array', 0.2],
  ['.slice()', 'array', 0.4],
  ['.length', 'sequence', 0.8],
  ['.slice(1)', 'sequence', 0.5],
  ['.slice(0, -1)', 'sequence', 0.5],
  ['[0]', 'sequence', 0.4],
  ['.at(-1)', 'sequence', 0.2],
  ['.toLowerCase()', 'string', 1],
  ['.toUpperCase()', 'string', 0.7],
  ['.trim()', 'string', 0.6],
  [".split('')", 'string', 0.5],
  [".split(' ')", 'string', 0.4],
  [".split('').reverse().join('')", 'string', 0.5],
  ['.charCodeAt(0)', 'string', 0.2],
  ['.toString()', 'number', 0.4],
  ['.toFixed(2)', 'number', 0.1],
];

const WITH_NAME: readonly (readonly [string, Kind, number])[] = [
  ['concat', 'sequence', 0.2],
  ['includes', 'sequence', 0.15],
  ['slice', 'sequence', 0.15],
  ['indexOf', 'sequence', 0.1],
];

/** `chain`: e → e.sort(), e.slice(1), e.toLowerCase(), e.concat(v), … */
export const chains: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (
      ['ArrowFunctionExpression', 'FunctionExpression', 'ObjectExpression', 'AssignmentExpression'].includes(
        node.type,
      )
    )
      continue;
    const kind = ground.kind(site);
    const use = (node.type === 'Literal' ? 0.1 : 1) * (kind === 'boolean' ? 0.05 : 1);
    const here = receiver(ground, site);
    for (const [link, takes, weight] of LINKS) {
      const fit = likeness(kind, takes);
      if (fit >= 0.6) yield replaceValue(ground, 'chain', site, here + link, weight * fit * use);
    }
    for (const [method, takes, weight] of WITH_NAME) {
      const fit = likeness(kind, takes);
      if (fit < 0.6) continue;
      for (const { name } of ground.variables(site)) {
        if (name !== here)
          yield replaceValue(ground, 'chain', site, `${here}.${method}(${name})`, weight * fit * use);
      }
    }
  }
};
