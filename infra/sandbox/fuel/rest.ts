import type * as ES from 'estree';

/** Which function charges what a rest of this pattern copies: elements, or keys. */
export function restCharge(pattern: ES.Node): '$dse_s' | '$dse_o' {
  return pattern.type === 'ObjectPattern' ? '$dse_o' : '$dse_s';
}

export function hasRest(pattern: ES.Node): boolean {
  if (pattern.type === 'ArrayPattern') return pattern.elements.some((item) => item?.type === 'RestElement');
  return pattern.type === 'ObjectPattern' && pattern.properties.some((item) => item.type === 'RestElement');
}

/** Calls that charge every rest a parameter or loop pattern has just bound, e.g. `$dse_s(others)`. */
export function restCharges(pattern: ES.Node): string[] {
  switch (pattern.type) {
    case 'VariableDeclarator':
      return restCharges(pattern.id);
    case 'RestElement':
      return bound(pattern, '$dse_s');
    case 'AssignmentPattern':
      return restCharges(pattern.left);
    case 'ArrayPattern':
      return pattern.elements.flatMap((item) => (item ? restCharges(item) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((item) =>
        item.type === 'RestElement' ? bound(item, '$dse_o') : restCharges(item.value),
      );
    default:
      return [];
  }
}

function bound(rest: ES.RestElement, callee: '$dse_s' | '$dse_o'): string[] {
  if (rest.argument.type === 'Identifier') return [`${callee}(${rest.argument.name})`];
  return restCharges(rest.argument);
}
