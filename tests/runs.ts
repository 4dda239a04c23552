import type { Recorded } from '../actors/recorder.ts';
import type { Run } from '../events/run.ts';
import { sha256 } from '../events/hash.ts';

/** A run as a server hands it over; `input` also names its hash. */
export function run(
  different: Partial<Omit<Run, 'id' | 'input'>> & { input?: string } = {},
): Omit<Run, 'id'> {
  const { input = '1', ...rest } = different;
  return {
    kind: 'artifact',
    ran: 'a-1',
    input: { hash: sha256(input), json: input },
    output: { hash: sha256('2'), json: '2' },
    outcome: 'ok',
    error: null,
    quality: 1,
    failed: [],
    latency_us: 100,
    wall_us: 80,
    cpu_us: 70,
    peak_bytes: 4_000_000,
    output_bytes: 1,
    fuel: null,
    cost_micro: 1,
    cache: 'none',
    at: '2026-01-01T00:00:00.000Z',
    parent: null,
    correlation: 'story',
    ...rest,
  };
}

export const recorded = (...given: Parameters<typeof run>): Recorded => ({ run: run(...given), steps: [] });

export function recordedRuns(
  count: number,
  of: (index: number) => Parameters<typeof run>[0] = () => ({}),
): Recorded[] {
  return Array.from({ length: count }, (_, index) => recorded({ input: String(index), ...of(index) }));
}
