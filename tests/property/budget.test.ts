import fc from 'fast-check';
import { expect, it } from 'vitest';
import { behaviours } from '../../machines/registry.ts';
import type { BudgetCommand } from '../../machines/budget/decide.ts';
import type { BudgetContext } from '../../machines/budget/machine.ts';

const AT = '2026-01-01T00:00:00.000Z';
const budget = behaviours.budget;
const { interpreter } = budget;

type Model = { readonly granted: Map<number, number>; spent: number; cap: number };
type Real = { snapshot: ReturnType<typeof interpreter.initial> };

/** One command and what a plain model of money in a drawer says about it. */
class Told implements fc.Command<Model, Real> {
  readonly #task: number;
  readonly #command: BudgetCommand;
  constructor(task: number, command: BudgetCommand) {
    this.#task = task;
    this.#command = command;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const command = this.#command;
    const meta = {
      at: AT,
      self: { kind: 'budget', id: 'default' },
      from: { kind: 'task', id: `t-${this.#task}` },
    } as const;
    const held = model.granted.get(this.#task);
    // A task reserves once; asking again is not part of its protocol.
    if (command.type === 'reserve' && held !== undefined) return;
    const decision = budget.decide(real.snapshot, command, meta);
    const facts = decision.status === 'decided' ? decision.facts : [];
    real.snapshot = interpreter.fold(real.snapshot, facts, AT).snapshot;
    const said = facts.map(({ type }) => type);
    const reserved = [...model.granted.values()].reduce((sum, n) => sum + n, 0);
    if (command.type === 'open') model.cap = command.cap_evaluations;
    if (command.type === 'reserve') {
      const fits = reserved + model.spent + command.evaluations <= model.cap;
      expect(said).toEqual([fits ? 'budget.reserved' : 'budget.refused']);
      if (fits) model.granted.set(this.#task, command.evaluations);
    }
    if (command.type === 'settle') {
      expect(said[0]).toBe(held === undefined ? undefined : 'budget.spent');
      if (held !== undefined) model.spent += command.evaluations;
      model.granted.delete(this.#task);
    }
    if (command.type === 'tellRefused') {
      expect(said).toEqual(held === undefined ? [] : ['budget.released']);
      model.granted.delete(this.#task);
    }
    const context = real.snapshot.context as BudgetContext;
    expect(context.spentEvaluations).toBe(model.spent);
    expect(Object.values(context.reserved).reduce((sum, n) => sum + n, 0)).toBe(
      [...model.granted.values()].reduce((sum, n) => sum + n, 0),
    );
  }
  toString(): string {
    return `t-${this.#task} ${JSON.stringify(this.#command)}`;
  }
}

const task = fc.nat(6);
const evaluations = fc.nat(200);
const commands = [
  fc.tuple(task, evaluations).map(([who, n]) => new Told(who, { type: 'reserve', evaluations: n })),
  fc
    .tuple(task, evaluations)
    .map(([who, n]) => new Told(who, { type: 'settle', evaluations: n, cost_micro: 0 })),
  task.map(
    (who) =>
      new Told(who, { type: 'tellRefused', to: `task/t-${who}`, command: 'fundsGranted', message: 'over' }),
  ),
  evaluations.map((cap) => new Told(0, { type: 'open', cap_evaluations: 300 + cap, cap_micro: 1 })),
];

it('a budget grants what fits under its cap and nothing else, and books what was used', () => {
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 60 }), (told) => {
      fc.modelRun(() => {
        const model: Model = { granted: new Map(), spent: 0, cap: 0 };
        const real: Real = { snapshot: interpreter.initial() };
        new Told(0, { type: 'open', cap_evaluations: 500, cap_micro: 1 }).run(model, real);
        return { model, real };
      }, told);
    }),
  );
});
