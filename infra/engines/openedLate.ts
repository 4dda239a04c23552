import type { Sandbox } from '../../actors/ports.ts';

/** A sandbox that is opened when it is first needed. */
export function openedLate(open: () => Promise<Sandbox>): Sandbox {
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
    serve: async (program, limits, judge) => (await own()).serve(program, limits, judge),
    walls: async () => (await own()).walls(),
    close: async () => (await opened)?.close(),
  };
}
