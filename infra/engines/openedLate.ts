import type { Sandbox } from '../../actors/ports.ts';
import { judgedBeside } from './judgedBeside.ts';

/** A sandbox for another language than JavaScript, opened when it is first needed. */
export function openedLate(code: Sandbox, open: () => Promise<Sandbox>): Sandbox {
  let opened: Promise<Sandbox> | null = null;
  const own = (): Promise<Sandbox> => {
    opened ??= open().catch((error: unknown) => {
      // What was missing may be there the next time.
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    evaluate: async (job) => (await own()).evaluate(job),
    serve: async (program, limits, judge) =>
      judgedBeside(code, await (await own()).serve(program, limits), limits, judge),
    walls: async () => (await own()).walls(),
    close: async () => (await opened)?.close(),
  };
}
