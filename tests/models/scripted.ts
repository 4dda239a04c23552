import type { Model, ModelRequest } from '../../actors/models/model.ts';

/** Gives the text of the answer, or the name of a failure. */
export type Script = (request: ModelRequest, call: number) => string;

const FAILURES: ReadonlySet<string> = new Set([
  'unknown_model',
  'bad_key',
  'timeout',
  'unavailable',
  'refused',
  'cut',
]);

/** A model that says what a test wants; it keeps what it was asked. Each call costs 1,000 micro-dollars. */
export function scriptedModel(name: string, script: Script): Model & { readonly asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    name,
    provider: 'scripted',
    model: name,
    simulated: true,
    costOf: (inputTokens, outputTokens) => inputTokens + outputTokens,
    asked,
    complete: async (request) => {
      const said = script(request, asked.length);
      asked.push(request);
      const usage = {
        inputTokens: 10,
        outputTokens: 20,
        estimated: false,
        costMicro: 1000,
        attempts: 1,
        latencyUs: 5,
      };
      if (FAILURES.has(said))
        return { status: 'failed', cause: said as 'timeout', message: `the script says ${said}`, usage };
      return { status: 'ok', text: said, finish: 'stop', usage };
    },
  };
}
