import { receiver, replaceRange, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { likeness } from '../kinds.ts';
import { childSite } from '../tree.ts';

/** `index`: a[e] → a[0], a[last], a[v]. `expridx`: a → a[v]. `unindex`: a[e] → a, e. `swapidx`: a[i][j] → a[j][i]. */
export const indices: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (node.type === 'MemberExpression' && node.computed) {
      const object = childSite(site, 'object');
      const property = childSite(site, 'property');
      const base = ground.text(object);
      for (const text of ['0', '1', `${base}.length - 1`, `${base}.length - 1 - ${ground.text(property)}`]) {
        yield replaceRange('index', property.node, text, 0.6);
      }
      for (const { name, kind } of ground.variables(site)) {
        if (likeness(kind, 'number') >= 0.6) yield replaceRange('index', property.node, name, 0.8);
      }
      yield replaceValue(ground, 'unindex', site, base, 0.6);
      yield replaceValue(ground, 'unindex', site, ground.text(property), 1);
      if (object.node.type === 'MemberExpression' && object.node.computed) {
        const inner = childSite(object, 'property');
        const spans = [
          { from: inner.node.start, to: inner.node.end, text: ground.text(property) },
          { from: property.node.start, to: property.node.end, text: ground.text(inner) },
        ];
        yield { operator: 'swapidx', spans, weight: 1 };
      }
    }
    if (node.type !== 'Identifier' && node.type !== 'MemberExpression') continue;
    const kind = ground.kind(site);
    const indexed = kind === 'array' || kind === 'string' || kind === 'sequence';
    if (!indexed && kind !== 'unknown' && kind !== 'number') continue;
    if (indexed) {
      for (const { name, kind: other } of ground.variables(site)) {
        if (likeness(other, 'number') >= 0.6 && name !== ground.text(site)) {
          yield replaceValue(
            ground,
            'expridx',
            site,
            `${receiver(ground, site)}[${name}]`,
            likeness(other, 'number'),
          );
        }
      }
    } else {
      for (const { name, kind: other } of ground.variables(site)) {
        if (other === 'array' || other === 'string' || other === 'sequence') {
          yield replaceValue(
            ground,
            'expridx',
            site,
            `${name}[${ground.text(site)}]`,
            kind === 'number' ? 0.7 : 0.3,
          );
        }
      }
    }
  }
};
