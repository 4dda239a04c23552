import type * as ES from 'estree';
import type { PackageCode } from '../../../actors/ports.ts';
import { RESERVED } from '../fuel/instrument.ts';

type Placed = ES.Node & { readonly start: number };

export type Inspection = {
  /** Identifiers and text literals: every way to spell a built-in's name. */
  readonly words: ReadonlySet<string>;
  /** It calls a method whose name is computed, as in `list[name]()`. */
  readonly computedCalls: boolean;
};

/** Reads the whole tree once; refuses `with`, in which a proxy would see every name, and the names the sandbox uses itself. */
export function inspect(tree: ES.Program, source: string, packages: readonly PackageCode[] = []): Inspection {
  const words = new Set<string>();
  let computedCalls = false;
  /** The first module that is required, unless `require` is a function of the program. */
  let required: (ES.Literal & Placed) | null = null;
  let ownRequire = false;
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
      case 'FunctionDeclaration':
      case 'VariableDeclarator':
        ownRequire ||= node.id.type === 'Identifier' && node.id.name === 'require';
        break;
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
          const [name] = node.arguments;
          const known = name?.type === 'Literal' && packages.some((one) => one.name === name.value);
          if (!known && name?.type === 'Literal' && typeof name.value === 'string')
            required ??= name as ES.Literal & Placed;
        }
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
  refuse(ownRequire ? null : required, source, packages);
  return { words, computedCalls };
}

function refuse(
  module: (ES.Literal & Placed) | null,
  source: string,
  packages: readonly PackageCode[],
): void {
  if (module !== null) throw positioned(notImported(String(module.value), packages), source, module.start);
}

/** What is not bundled with the program is refused by its name. */
export function notImported(module: string | null, packages: readonly PackageCode[]): string {
  const named = module === null ? 'a module' : `the module "${module}"`;
  const rest =
    packages.length === 0
      ? 'the program must stand alone'
      : `it may \`require\` ${packages.map(({ name }) => name).join(', ')}`;
  return `${named} cannot be imported in the sandbox: ${rest}`;
}

/** A syntax error that knows its line, like acorn's own. */
export function positioned(message: string, source: string, offset: number): SyntaxError {
  return Object.assign(new SyntaxError(message), {
    loc: { line: source.slice(0, offset).split('\n').length },
  });
}
