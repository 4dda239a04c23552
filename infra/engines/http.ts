import type { CallOutcome, Limits, Program } from '../../actors/ports.ts';
import { fillTemplate } from '../../actors/template.ts';
import { ToolSpec } from '../../events/tool.ts';
import { isFields } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { Call } from './callEngine.ts';

/** Where a tool's service answers: its `base_url`, or the URL of the script it names, started when first needed. */
export type ServiceUrls = (service: string) => Promise<string>;

/** A filled template in a place that takes text. */
function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function failure(name: string, message: string, started: number): CallOutcome {
  return {
    status: 'error',
    error: { name, message: message.slice(0, 500) },
    fuel: null,
    wallUs: elapsed(started),
  };
}

function elapsed(started: number): number {
  return Math.round((performance.now() - started) * 1000);
}

/** A tool's call: one HTTP request as its declaration says. `program.source` is the tool's JSON. */
export function httpCall(urls: ServiceUrls): (program: Program) => Call | string {
  return (program) => {
    const read = ToolSpec.safeParse(JSON.parse(program.source));
    if (!read.success)
      return `the tool's declaration is not valid: ${read.error.issues[0]?.message ?? 'unknown field'}`;
    const tool = read.data;
    return async (input: string, limits: Limits) => {
      const started = performance.now();
      try {
        const scope = { input: JSON.parse(input) as Json };
        const base = tool.base_url ?? (await urls(tool.service ?? ''));
        const path = asText(fillTemplate(tool.path, scope, encodeURIComponent));
        const headers = Object.fromEntries(
          Object.entries(tool.headers).map(([name, value]) => [name, asText(fillTemplate(value, scope))]),
        );
        const body = tool.body === undefined ? null : JSON.stringify(fillTemplate(tool.body, scope));
        const response = await fetch(new URL(path, base), {
          method: tool.method,
          headers: body === null ? headers : { 'content-type': 'application/json', ...headers },
          body,
          signal: AbortSignal.timeout(Math.min(tool.timeout_ms, limits.wallMs)),
        });
        const text = await response.text();
        if (!response.ok) return failure('HttpError', `${response.status} ${text}`, started);
        if (text.length > limits.outputBytes) {
          return {
            status: 'output',
            detail: `the answer has ${text.length} bytes, ${limits.outputBytes} are allowed`,
            fuel: null,
            wallUs: elapsed(started),
          };
        }
        const result = fillTemplate(tool.result, { ...scope, body: JSON.parse(text) as Json });
        return { status: 'ok', output: JSON.stringify(result), fuel: null, wallUs: elapsed(started) };
      } catch (error) {
        if (error instanceof DOMException && error.name === 'TimeoutError') {
          return {
            status: 'timeout',
            detail: `no answer within ${tool.timeout_ms} ms`,
            fuel: null,
            wallUs: elapsed(started),
          };
        }
        const cause =
          error instanceof Error && isFields(error.cause)
            ? ` (${asText((error.cause['code'] ?? '') as Json)})`
            : '';
        return failure(
          'Unreachable',
          `${error instanceof Error ? error.message : String(error)}${cause}`,
          started,
        );
      }
    };
  };
}
