import type { Run } from '../events/run.ts';
import type { Recorded } from './recorder.ts';
import type { KeptAnswer } from './resultCache.ts';

/** An answer given again: nothing ran, and nothing is paid. `at`: ms since 1970; `started`: of the monotonic clock. */
export function reused(
  { output, run }: KeptAnswer,
  correlation: string,
  at: number,
  started: number,
): { readonly status: 'ok'; readonly output: string } & Recorded {
  const again: Omit<Run, 'id'> = {
    kind: run.kind,
    ran: run.ran,
    input: run.input,
    output: run.output,
    outcome: run.outcome,
    error: null,
    quality: run.quality,
    failed: run.failed,
    latency_us: Math.round((performance.now() - started) * 1000),
    fuel: null,
    wall_us: 0,
    cpu_us: 0,
    peak_bytes: null,
    output_bytes: run.output_bytes,
    cost_micro: 0,
    cache: 'hit',
    ...(run.shadow === undefined ? {} : { shadow: run.shadow }),
    at: new Date(at).toISOString(),
    parent: null,
    correlation,
  };
  return { status: 'ok', output, run: again, steps: [] };
}
