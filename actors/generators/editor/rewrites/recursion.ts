import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { isFunction, within, type Site } from '../tree.ts';
import { freshName } from './outside.ts';
import { rewriteOf } from './rewrite.ts';

/** The name a function is called by, and where it stands: `function f` or `const f =`. */
const nameOf = (site: Site): string | null => {
  const { node, parent } = site;
  if (node.type === 'FunctionDeclaration') return node.id?.name ?? null;
  return parent?.node.type === 'VariableDeclarator' && parent.node.id.type === 'Identifier'
    ? parent.node.id.name
    : null;
};

/**
 * `memoise`: a function of plain parameters that calls itself at least twice → its answers are kept, by its arguments, for the duration of the outer call
 * (a cache that outlived the call would grow for ever).
 */
export const memoise: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const name = nameOf(site);
    const { node } = site;
    if (
      name === null ||
      !isFunction(node) ||
      !('params' in node) ||
      !('body' in node) ||
      node.body.type !== 'BlockStatement' ||
      node.params.length === 0
    )
      continue;
    const parameters = node.params.map((parameter) =>
      parameter.type === 'Identifier' ? parameter.name : null,
    );
    const calls = [...within(site)].filter(
      ({ node: inner, key }) => key === 'callee' && inner.type === 'Identifier' && inner.name === name,
    );
    if (calls.length < 2 || parameters.includes(null)) continue;
    const given = parameters.join(', ');
    const [memo, step, body] = [
      freshName(ground, `${name}Known`),
      freshName(ground, `${name}Step`),
      freshName(ground, `${name}Body`),
    ];
    const key = parameters.length === 1 ? given : `JSON.stringify([${given}])`;
    const { start, end } = node.body;
    const edit = rewriteOf(
      'memoise',
      [
        {
          from: start,
          to: start,
          text: `{
  const ${memo} = new Map();
  const ${step} = (${given}) => {
    const key = ${key};
    if (!${memo}.has(key)) ${memo}.set(key, ${body}(${given}));
    return ${memo}.get(key);
  };
  const ${body} = (${given}) => `,
        },
        ...calls.map(({ node: callee }) => ({ from: callee.start, to: callee.end, text: step })),
        { from: end, to: end, text: `;\n  return ${step}(${given});\n}` },
      ],
      3,
    );
    if (edit !== null) yield edit;
  }
};
