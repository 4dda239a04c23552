import { capabilityState } from '../../../actors/workshop.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import type { FactData } from '../../../events/catalog.ts';
import { outcomeOf } from '../../cli/commands/taskOutcome.ts';
import type { Dse } from '../../dse.ts';

/** What became of one problem in one pass. */
export type PassResult = {
  readonly id: string;
  readonly fate: 'model' | 'repair' | 'memory' | 'unanswered' | 'weak suite';
  readonly artifact: string | null;
  readonly reason: string;
  /** From acceptance to the outcome, s. */
  readonly seconds: number;
  readonly modelCalls: number;
  readonly modelMicro: number;
};

/** Capabilities declared and tasks submitted at a time. */
const AT_ONCE = 8;

async function resultOf(dse: Dse, id: string, capability: string, task: string): Promise<PassResult> {
  const { state } = await capabilityState(dse.host, capability);
  const none = { id, artifact: null, seconds: 0, modelCalls: 0, modelMicro: 0 };
  if (state !== 'ready') return { ...none, fate: 'weak suite', reason: `the suite is ${state}` };
  const outcome = await outcomeOf(dse.substrate, task);
  const calls = outcome.steps
    .filter(({ fact }) => fact.type === 'candidates.proposed')
    .flatMap(({ fact }) => (fact.data as FactData<'candidates.proposed'>).model ?? []);
  const began = Date.parse(outcome.steps[0]!.at);
  const ended = Date.parse(outcome.steps.at(-1)!.at);
  const by = outcome.steps.findLast(({ fact }) => fact.type === 'task.answered')?.fact.data['by'];
  const fate =
    outcome.outcome !== 'answered'
      ? 'unanswered'
      : by === 'memory'
        ? 'memory'
        : dse.workshop.modelGenerators.has(String(by))
          ? 'model'
          : 'repair';
  return {
    id,
    fate,
    artifact: outcome.artifact,
    reason: outcome.reason ?? '',
    seconds: (ended - began) / 1000,
    modelCalls: calls.length,
    modelMicro: calls.reduce((sum, { cost_micro }) => sum + cost_micro, 0),
  };
}

/** Puts every problem through the CORE flow, a few at a time. `name` gives the capability its name in this pass. */
export async function runPass(
  dse: Dse,
  problems: readonly { readonly id: string; readonly spec: CapabilitySpec }[],
  name: (capability: string) => string,
  progress: (line: string) => void,
): Promise<readonly PassResult[]> {
  const results: PassResult[] = [];
  for (let from = 0; from < problems.length; from += AT_ONCE) {
    const some = problems.slice(from, from + AT_ONCE).map(({ id, spec }) => {
      const capability = name(spec.capability);
      return { id, capability, task: `t-${capability}`, spec: { ...spec, capability } };
    });
    for (const { spec } of some) await dse.declare(spec, '.');
    await dse.settle();
    for (const { capability, task } of some) {
      const { state } = await capabilityState(dse.host, capability);
      if (state === 'ready') await dse.submit(capability, task, '', { deadline_ms: null });
    }
    await dse.settle();
    for (const { id, capability, task } of some) results.push(await resultOf(dse, id, capability, task));
    progress(`${results.length}/${problems.length} ${results.at(-1)!.id}: ${results.at(-1)!.fate}`);
  }
  return results;
}
