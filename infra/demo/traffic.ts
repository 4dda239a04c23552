import { trafficInputs } from '../../actors/proving/traffic.ts';
import type { Recorded } from '../../actors/recorder.ts';
import type { TrafficFile } from '../../events/traffic.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import type { Dse } from '../dse.ts';

/** Runs in one batch; the observer looks after each. */
const CHUNK = 100;
const IN_FLIGHT = 4;

/**
 * Runs a capability's traffic, chunk by chunk: each chunk is written as one batch with a fixed name, then observed, and what
 * follows from it is waited for. A chunk that is in the log already is not run again, so a killed demo goes on where it was.
 */
export async function runTraffic(
  dse: Dse,
  capability: string,
  traffic: TrafficFile,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const all = traffic.phases.reduce((sum, { runs }) => sum + runs, 0);
  let done = 0;
  for (const [index, phase] of traffic.phases.entries()) {
    const inputs = trafficInputs(phase, deriveSeed(dse.seed, `traffic ${capability} ${index}`)).map((input) =>
      JSON.stringify(input),
    );
    for (let from = 0; from < inputs.length; from += CHUNK) {
      const id = `demo-${dse.seed}-${capability}-${index}-${from / CHUNK}`;
      const chunk = inputs.slice(from, from + CHUNK);
      if (!(await dse.substrate.runs.find(id)))
        await dse.recorder.recordBatch(capability, id, await runAll(dse, capability, chunk, id));
      await dse.observer.observe(capability);
      await dse.settle();
      done += chunk.length;
      progress(done, all);
    }
  }
}

async function runAll(
  dse: Dse,
  capability: string,
  inputs: readonly string[],
  id: string,
): Promise<Recorded[]> {
  const recorded: Recorded[] = Array.from({ length: inputs.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < inputs.length; index = next++) {
      const answer = await dse.server.execute({
        capability,
        input: inputs[index]!,
        correlation: `${id}/${index}`,
      });
      if (answer.status === 'refused')
        throw new Error(`demo: ${capability} refused ${inputs[index]}: ${answer.reason}`);
      recorded[index] = { run: answer.run, steps: answer.steps };
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return recorded;
}
