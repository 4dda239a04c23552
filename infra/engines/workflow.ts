import type { CallOutcome, Program } from '../../actors/ports.ts';
import { fillTemplate } from '../../actors/template.ts';
import { WorkflowSpec } from '../../events/workflow.ts';
import type { Json } from '../../events/json.ts';
import type { Call } from './callEngine.ts';

/** Runs a capability for a step and says what came of it, in fuel where it is counted. */
export type RunStep = (capability: string, input: string) => Promise<CallOutcome>;

/** A workflow's call: its steps in order, each on what is served for its capability. `program.source` is its JSON. */
export function workflowCall(runStep: RunStep): (program: Program) => Call | string {
  return (program) => {
    const read = WorkflowSpec.safeParse(JSON.parse(program.source));
    if (!read.success)
      return `the workflow is not valid: ${read.error.issues[0]?.message ?? 'unknown field'}`;
    const workflow = read.data;
    return async (input) => {
      const results: Record<string, Json> = {};
      let fuel: number | null = 0;
      let wallUs = 0;
      let last: Json = null;
      const scope = (): Json => ({ input: JSON.parse(input) as Json, steps: results });
      const failed = (step: string, error: { name: string; message: string }): CallOutcome => ({
        status: 'error',
        error: { name: error.name, message: `step ${step}: ${error.message}`.slice(0, 500) },
        fuel,
        wallUs,
      });
      for (const step of workflow.steps) {
        let filled: Json;
        try {
          filled = fillTemplate(step.input, scope());
        } catch (error) {
          return failed(step.id, {
            name: 'TemplateError',
            message: error instanceof Error ? error.message : String(error),
          });
        }
        const outcome = await runStep(step.capability, JSON.stringify(filled));
        fuel = fuel === null || outcome.fuel === null ? null : fuel + outcome.fuel;
        wallUs += outcome.wallUs;
        if (outcome.status === 'error') return failed(step.id, outcome.error);
        if (outcome.status !== 'ok')
          return { ...outcome, fuel, wallUs, detail: `step ${step.id}: ${outcome.detail}` };
        last = JSON.parse(outcome.output);
        results[step.id] = { result: last };
      }
      const output = workflow.output === undefined ? last : fillTemplate(workflow.output, scope());
      return { status: 'ok', output: JSON.stringify(output), fuel, wallUs };
    };
  };
}
