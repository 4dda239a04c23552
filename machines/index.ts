/** What can happen (DESIGN 2): the package export `dse/machines`. */
export { behaviours, POLICY } from './registry.ts';
export type { AnyCommand, Behaviour, CommandOf } from './registry.ts';
export { interpreter, RefusedFact, stateText } from './fold.ts';
export type { Folded, FoldedEffect, FrozenState, Interpreter } from './fold.ts';
export type { Decide, Decision, DecisionMeta, Refusal } from './decision.ts';
export { budgetMachine } from './budget/machine.ts';
export { capabilityMachine } from './capability/machine.ts';
export { lifecycleMachine } from './lifecycle/machine.ts';
export { logMachine } from './log/machine.ts';
export { pressureMachine } from './pressure/machine.ts';
export { taskMachine } from './task/machine.ts';
