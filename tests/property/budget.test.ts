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
      new Told(who, {
        type: 'tellRefused',
        to: `task/t-${who}`,
        command: 'fundsGranted',
        code: 'conflict',
        message: 'over',
      }),
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

/** Micro-dollars and evaluations by hand: what each holder has, and what was spent. */
type Drawer = { readonly held: Map<string, number>; spent: number };
type Deed = {
  readonly who: number;
  readonly kind: 'task' | 'artifact';
  readonly deed: 'reserve' | 'settle' | 'gone';
  readonly micro: number;
};

const CAP = 1000;
const ANSWERS: readonly string[] = ['budget.reserved', 'budget.refused'];
const deed = fc.record<Deed>({
  who: fc.nat(5),
  kind: fc.constantFrom('task', 'artifact'),
  deed: fc.constantFrom('reserve', 'reserve', 'settle', 'gone'),
  micro: fc.nat(600),
});

function commandOf({ deed: what, micro, kind, who }: Deed): BudgetCommand {
  if (what === 'reserve') return { type: 'reserve', evaluations: 1, cost_micro: micro };
  if (what === 'settle') return { type: 'settle', evaluations: 1, cost_micro: micro };
  return {
    type: 'tellRefused',
    to: `${kind}/w-${who}`,
    command: 'fundsGranted',
    code: 'conflict',
    message: 'over',
  };
}

it('a budget of money never grants beyond its cap, and balances to the micro-dollar whoever comes when', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
      const drawer: Drawer = { held: new Map(), spent: 0 };
      const booked = { reserved: 0, spent: 0, released: 0, beyond: 0 };
      const opened = { type: 'open', cap_evaluations: 1e6, cap_micro: CAP } as const;
      const self = { kind: 'budget', id: 'night' } as const;
      const first = budget.decide(interpreter.initial(), opened, { at: AT, self, from: null });
      if (first.status !== 'decided') throw new Error(first.message);
      let { snapshot } = interpreter.fold(interpreter.initial(), first.facts, AT);
      for (const one of deeds) {
        const from = { kind: one.kind, id: `w-${one.who}` };
        const key = `${one.kind}/${from.id}`;
        const decision = budget.decide(snapshot, commandOf(one), { at: AT, self, from });
        const facts = decision.status === 'decided' ? decision.facts : [];
        snapshot = interpreter.fold(snapshot, facts, AT).snapshot;
        // What was granted is covered by what was neither spent nor set aside before it.
        const set = [...drawer.held.values()].reduce((all, micro) => all + micro, 0);
        for (const { type, data } of facts) {
          const { cost_micro = 0, beyond_micro = 0 } = data as { cost_micro?: number; beyond_micro?: number };
          const answer = cost_micro <= Math.max(0, CAP - drawer.spent - set) ? 'reserved' : 'refused';
          expect(ANSWERS.includes(type) ? type : `budget.${answer}`).toBe(`budget.${answer}`);
          if (type === 'budget.reserved') {
            drawer.held.set(key, cost_micro);
            booked.reserved += cost_micro;
          } else if (type === 'budget.spent') {
            drawer.spent += cost_micro;
            drawer.held.delete(key);
            booked.spent += cost_micro;
            booked.beyond += beyond_micro;
          } else if (type === 'budget.released') {
            drawer.held.delete(key);
            booked.released += cost_micro;
          }
        }
        const context = snapshot.context as BudgetContext;
        const still = [...drawer.held.values()].reduce((all, micro) => all + micro, 0);
        expect(context.spentMicro).toBe(drawer.spent);
        expect(Object.values(context.reservedMicro ?? {}).reduce((all, micro) => all + micro, 0)).toBe(still);
        expect(booked.reserved + booked.beyond).toBe(booked.spent + booked.released + still);
      }
    }),
    { numRuns: 300 },
  );
});
