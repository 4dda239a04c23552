import type * as ES from 'estree';
import { Edits, type Slot } from './edits.ts';
import { hasRest, restCharge, restCharges } from './rest.ts';
import { at, isDirective, isNode, runsOn } from './syntax.ts';

/** Names the instrumented code uses. A program that utters one of them is refused, so it can neither read nor reset a counter. */
export const RESERVED = '$dse_';

export type Instrumented = {
  readonly code: string;
  /** Start offsets of the statements, by the index that `$dse_t` is given. */
  readonly statements: readonly number[];
};

/**
 * Inserts charges (`fuel`) and marks (`trace`) into a parsed script by text, so lines stay lines. The rules are in `charges.ts`.
 * The program must have been parsed by acorn from exactly `source`.
 */
export function instrument(
  source: string,
  program: ES.Program,
  want: { fuel: boolean; trace: boolean },
): Instrumented {
  const edits = new Edits();
  const statements: number[] = [];

  const wrap = (node: ES.Node, callee: string, visit: () => number): number => {
    if (!want.fuel) return visit();
    // A bare comma expression would become two arguments.
    const comma = node.type === 'SequenceExpression';
    edits.open(at(node).start, comma ? `${callee}((` : `${callee}(`);
    const extra = visit();
    edits.close(at(node).end, comma ? '))' : ')');
    return extra;
  };
  const charge = (slot: Slot, amount: number): void => {
    if (want.fuel && amount > 0) slot.text += `$dse_k(${amount});`;
  };
  const mark = (offset: number, end: ';' | ','): string => {
    if (!want.trace) return '';
    statements.push(offset);
    return `$dse_t(${statements.length - 1})${end}`;
  };

  /** Charges each straight-line run at its start. `base` is charged with the first run, at `head` when given. */
  const list = (body: readonly ES.Node[], head: Slot | null, base = 0): void => {
    let slot = head;
    let sum = base;
    for (const node of body) {
      if (node.type === 'FunctionDeclaration') {
        callable(node);
        continue;
      }
      slot ??= edits.open(at(node).start);
      sum += statement(node);
      if (!runsOn(node)) {
        charge(slot, sum);
        slot = null;
        sum = 0;
      }
    }
    if (slot !== null) charge(slot, sum);
  };

  /** The body of a loop or branch: braces are added round a single statement. */
  const body = (node: ES.Node, base: number, prefix = ''): void => {
    if (node.type === 'FunctionDeclaration') return callable(node);
    if (node.type === 'BlockStatement') {
      const slot = edits.open(at(node).start + 1);
      list(node.body, slot, base);
      slot.text += prefix;
      return;
    }
    edits.open(at(node).start, '{');
    const slot = edits.open(at(node).start);
    list([node], slot, base);
    slot.text += prefix;
    edits.close(at(node).end, '}');
  };

  /** Visits one statement and returns what its own execution costs (not its parts that run on their own). */
  const statement = (node: ES.Node): number => {
    if (node.type === 'BlockStatement') {
      list(node.body, null);
      return 0;
    }
    if (node.type === 'EmptyStatement') return 0;
    let inner: ES.Node = node;
    while (inner.type === 'LabeledStatement') inner = inner.body;
    if (inner !== node) {
      if (inner.type === 'BlockStatement' || inner.type === 'EmptyStatement') return statement(inner);
      if (inner.type === 'FunctionDeclaration') {
        callable(inner);
        return 0;
      }
    }
    // A mark between a label and its loop would part them, so it stands before the label.
    edits.open(at(node).start, mark(at(node).start, ';'));
    return 1 + parts(inner);
  };

  const parts = (node: ES.Node): number => {
    switch (node.type) {
      case 'IfStatement': {
        const extra = expression(node.test);
        body(node.consequent, 0);
        if (node.alternate) body(node.alternate, 0);
        return extra;
      }
      case 'ForStatement': {
        const extra = node.init ? expression(node.init) : 0;
        const step =
          1 + (node.test ? expression(node.test) : 0) + (node.update ? expression(node.update) : 0);
        body(node.body, step);
        return extra;
      }
      case 'WhileStatement':
      case 'DoWhileStatement': {
        const step = expression(node.test);
        body(node.body, 1 + step);
        return step;
      }
      case 'ForOfStatement':
      case 'ForInStatement': {
        const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
        const extra = expression(node.right) + expression(node.left);
        body(node.body, 1, pattern ? rests([pattern], ';') : '');
        return extra;
      }
      case 'SwitchStatement': {
        let extra = expression(node.discriminant);
        for (const one of node.cases) {
          if (one.test) extra += expression(one.test);
          list(one.consequent, null);
        }
        return extra;
      }
      case 'TryStatement': {
        list(node.block.body, edits.open(at(node.block).start + 1));
        if (node.handler) {
          if (node.handler.param) expression(node.handler.param);
          // Charged even when empty: what catches the stop must meet it again.
          list(node.handler.body.body, edits.open(at(node.handler.body).start + 1), 1);
        }
        if (node.finalizer) list(node.finalizer.body, edits.open(at(node.finalizer).start + 1));
        return 0;
      }
      default:
        return children(node);
    }
  };

  const children = (node: ES.Node): number => {
    let extra = 0;
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) extra += expression(item);
      } else if (isNode(value)) extra += expression(value);
    }
    return extra;
  };

  /** Visits an expression or pattern and returns its static extra cost. */
  const expression = (node: ES.Node): number => {
    switch (node.type) {
      case 'Identifier':
      case 'Literal':
      case 'PrivateIdentifier':
        return 0;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        callable(node);
        return 0;
      case 'StaticBlock':
        list(node.body, null);
        return 0;
      case 'ClassBody':
        children(node);
        return 0;
      case 'SequenceExpression':
        return node.expressions.length - 1 + children(node);
      case 'ConditionalExpression':
      case 'LogicalExpression':
        return 1 + children(node);
      case 'AssignmentExpression':
        if (hasRest(node.left))
          return (
            expression(node.left) + wrap(node.right, restCharge(node.left), () => expression(node.right))
          );
        return (/^(&&|\|\||\?\?)=$/.test(node.operator) ? 1 : 0) + children(node);
      case 'VariableDeclarator':
        if (node.init && hasRest(node.id)) {
          const { id, init } = node;
          return expression(id) + wrap(init, restCharge(id), () => expression(init));
        }
        return children(node);
      case 'ArrayExpression':
        if (node.elements.some((item) => item?.type === 'SpreadElement'))
          return wrap(node, '$dse_s', () => children(node));
        return children(node);
      case 'ObjectExpression':
        if (node.properties.some((item) => item.type === 'SpreadElement'))
          return wrap(node, '$dse_o', () => children(node));
        return children(node);
      case 'NewExpression':
      case 'CallExpression':
        return invocation(node);
      default:
        return children(node);
    }
  };

  const invocation = (node: ES.NewExpression | ES.SimpleCallExpression): number => {
    let extra = 0;
    if (node.type === 'NewExpression' && node.callee.type !== 'Identifier') {
      // `new [...x][0]()` would otherwise construct the charging function.
      extra += wrap(node.callee, '', () => expression(node.callee));
    } else extra += expression(node.callee);
    for (const argument of node.arguments) {
      if (argument.type === 'SpreadElement') {
        extra += wrap(argument.argument, '$dse_s', () => expression(argument.argument));
      } else extra += expression(argument);
    }
    return extra;
  };

  const rests = (patterns: readonly ES.Node[], end: ';' | ','): string => {
    if (!want.fuel) return '';
    let text = '';
    for (const pattern of patterns) for (const call of restCharges(pattern)) text += call + end;
    return text;
  };

  const callable = (node: ES.Function): void => {
    let entry = 1;
    for (const param of node.params) entry += expression(param);
    if (node.body.type === 'BlockStatement') {
      const statements = node.body.body;
      let first = 0;
      while (isDirective(statements[first])) first += 1;
      const next = statements[first];
      const head = edits.open(next ? at(next).start : at(node.body).end - 1);
      list(statements.slice(first), head, entry);
      head.text += rests(node.params, ';');
      return;
    }
    // An expression body is one statement.
    const slot = edits.open(at(node.body).start);
    const marked = mark(at(node.body).start, ',');
    const amount = entry + 1 + expression(node.body);
    slot.text = `(${want.fuel ? `$dse_k(${amount}),` : ''}${rests(node.params, ',')}${marked}`;
    edits.close(at(node.body).end, ')');
  };

  let first = 0;
  while (isDirective(program.body[first])) first += 1;
  list(program.body.slice(first), null);
  return { code: edits.apply(source), statements };
}
