import type { AnyMachineSnapshot } from 'xstate';
import type { ActorKind } from '../events/commit.ts';
import { decideBudget } from './budget/decide.ts';
import type { BudgetCommand } from './budget/decide.ts';
import { budgetMachine } from './budget/machine.ts';
import type { CapabilityCommand } from './capability/commands.ts';
import { decideCapability } from './capability/decide.ts';
import { capabilityMachine } from './capability/machine.ts';
import type { Decision, DecisionMeta } from './decision.ts';
import { interpreter } from './fold.ts';
import type { Interpreter } from './fold.ts';
import type { LifecycleCommand } from './lifecycle/commands.ts';
import { decideLifecycle } from './lifecycle/decide.ts';
import { lifecycleMachine } from './lifecycle/machine.ts';
import { decideLog } from './log/decide.ts';
import type { LogCommand } from './log/decide.ts';
import { logMachine } from './log/machine.ts';
import type { OptimizationCommand } from './optimization/commands.ts';
import { decideOptimization } from './optimization/decide.ts';
import { optimizationMachine } from './optimization/machine.ts';
import type { PopulationCommand } from './population/commands.ts';
import { decidePopulation } from './population/decide.ts';
import { populationMachine } from './population/machine.ts';
import { decidePressure } from './pressure/decide.ts';
import type { PressureCommand } from './pressure/decide.ts';
import { pressureMachine } from './pressure/machine.ts';
import type { RolloutCommand } from './rollout/commands.ts';
import { decideRollout } from './rollout/decide.ts';
import { rolloutMachine } from './rollout/machine.ts';
import type { TaskCommand } from './task/commands.ts';
import { decideTask } from './task/decide.ts';
import { taskMachine } from './task/machine.ts';

/** The commands each kind of actor understands. */
export type CommandOf = {
  readonly artifact: LifecycleCommand;
  readonly tool: LifecycleCommand;
  readonly workflow: LifecycleCommand;
  readonly task: TaskCommand;
  readonly capability: CapabilityCommand;
  readonly optimization: OptimizationCommand;
  readonly rollout: RolloutCommand;
  readonly population: PopulationCommand;
  readonly budget: BudgetCommand;
  readonly pressure: PressureCommand;
  readonly log: LogCommand;
};
export type AnyCommand = CommandOf[ActorKind];

/** One kind of actor: its machine's interpreter and the decision beside it. */
export type Behaviour = {
  readonly machine: string;
  /** Rises when a fold of an old log would give another state; CI folds the corpora with it (DESIGN 5). */
  readonly version: number;
  readonly interpreter: Interpreter;
  decide(snapshot: AnyMachineSnapshot, command: AnyCommand, meta: DecisionMeta): Decision;
};

function behaviour(
  machine: string,
  version: number,
  interpreterOf: Interpreter,
  decide: (snapshot: never, command: never, meta: DecisionMeta) => Decision,
): Behaviour {
  return {
    machine,
    version,
    interpreter: interpreterOf,
    decide: (snapshot, command, meta) => decide(snapshot as never, command as never, meta),
  };
}

const lifecycle = behaviour('lifecycle', 1, interpreter(lifecycleMachine), decideLifecycle);

/** Every kind of actor and how it behaves. */
export const behaviours: Readonly<Record<ActorKind, Behaviour>> = {
  artifact: lifecycle,
  tool: lifecycle,
  workflow: lifecycle,
  task: behaviour('task', 1, interpreter(taskMachine), decideTask),
  capability: behaviour('capability', 1, interpreter(capabilityMachine), decideCapability),
  optimization: behaviour('optimization', 1, interpreter(optimizationMachine), decideOptimization),
  rollout: behaviour('rollout', 1, interpreter(rolloutMachine), decideRollout),
  population: behaviour('population', 1, interpreter(populationMachine), decidePopulation),
  budget: behaviour('budget', 1, interpreter(budgetMachine), decideBudget),
  pressure: behaviour('pressure', 1, interpreter(pressureMachine), decidePressure),
  log: behaviour('log', 1, interpreter(logMachine), decideLog),
};

/** Names the rules and thresholds that decide; part of every commit (SPEC C, principle). */
export const POLICY = 'dse-1';
