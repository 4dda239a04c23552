import type * as ES from 'estree';
import { RESERVED } from '../fuel/instrument.ts';

type Placed = ES.Node & { readonly start: number };

export type Inspection = {
  /** Identifiers and text literals: every way to spell a built-in's name. */
  readonly words: ReadonlySet<string>;
  /** It calls a method whose name is computed, as in `list[name]()`. */
  readonly computedCalls: boolean;
};

/** Reads the whole tree once; refuses `with`, in which a proxy would see every name, and the names the sandbox uses itself. */
export function inspect(tree: ES.Program, source: string): Inspection {
  const words = new Set<string>();
  let computedCalls = false;
  const visit = (node: Placed): void => {
    switch (node.type) {
      case 'WithStatement':
        throw positioned('`with` is not available in the sandbox', source, node.start);
      case 'Identifier':
        if (node.name.startsWith(RESERVED)) {
          throw positioned(
            `names that begin with ${RESERVED} are reserved by the sandbox`,
            source,
            node.start,
          );
        }
        words.add(node.name);
        return;
      case 'Literal':
        if (typeof node.value === 'string') words.add(node.value);
        return;
      case 'TemplateElement':
        words.add(node.value.raw);
        return;
      case 'CallExpression':
        if (
          node.callee.type === 'MemberExpression' &&
          node.callee.computed &&
          node.callee.property.type !== 'Literal'
        ) {
          computedCalls = true;
        }
        break;
      default:
    }
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) for (const item of value) step(item);
      else step(value);
    }
  };
  const step = (value: unknown): void => {
    if (typeof value === 'object' && value !== null && 'type' in value) visit(value as Placed);
  };
  visit(tree as ES.Program & Placed);
  return { words, computedCalls };
}

/** A syntax error that knows its line, like acorn's own. */
export function positioned(message: string, source: string, offset: number): SyntaxError {
  return Object.assign(new SyntaxError(message), {
    loc: { line: source.slice(0, offset).split('\n').length },
  });
}
