import type { Limits, Program, Sandbox, Served } from '../../actors/ports.ts';

/** An artifact that runs elsewhere with its judge beside it: judges are JavaScript and run in the sandbox for that, after the call. */
export async function judgedBeside(
  code: Sandbox,
  served: Served,
  limits: Limits,
  judge: Program | undefined,
): Promise<Served> {
  if (judge === undefined) return served;
  let judging: Served;
  try {
    judging = await code.serve({ ...judge, spread: true }, limits);
  } catch (error) {
    await served.close();
    throw error;
  }
  return {
    get quarantine() {
      return served.quarantine;
    },
    async call(input, options) {
      const outcome = await served.call(input, options);
      if (outcome.status !== 'ok') return outcome;
      const judged = await judging.call(`[${input === '' ? 'null' : input},${outcome.output}]`);
      return { ...outcome, judged: judged.status === 'ok' ? judged.output : null };
    },
    async close() {
      await Promise.all([served.close(), judging.close()]);
    },
  };
}
