import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { Hardware } from '../../events/pressure.ts';
import type { Dse } from '../running.ts';
import { memoryMb } from './machineNow.ts';
import { tellPressure } from './tellPressure.ts';

/** Says how much memory each graphics card has, MB, one a line. */
const ASK = ['--query-gpu=memory.total', '--format=csv,noheader,nounits'] as const;
const PATIENCE_MS = 5000;

const run = promisify(execFile);

export type Probed = {
  readonly hardware: Hardware;
  /** It grew by more than half since it was last recorded (SPEC T8, T29): at this position of the log; null: it did not. */
  readonly grewAt: number | null;
};

/** Looks at what the machine has, and tells the log where that changed. @throws Error when the log takes nothing. */
export async function probeHardware(
  { host }: Pick<Dse, 'host'>,
  read: () => Promise<Hardware> = hardwareNow,
): Promise<Probed> {
  const hardware = await read();
  const sent = await tellPressure(host, { type: 'probe', hardware });
  if (sent.status === 'unavailable') throw new Error(sent.reason);
  const grew = sent.status === 'committed' && sent.facts.some(({ data }) => data['grew'] === true);
  return { hardware, grewAt: grew ? sent.position : null };
}

async function hardwareNow(): Promise<Hardware> {
  return { gpu_mb: await gpuMb('nvidia-smi'), memory_mb: memoryMb(), cores: availableParallelism() };
}

/** Memory of all graphics cards, MB, as the driver's program says; null: there is no such program, or no card it knows. */
export async function gpuMb(program: string): Promise<number | null> {
  try {
    const { stdout } = await run(program, [...ASK], { timeout: PATIENCE_MS });
    const cards = stdout
      .split('\n')
      .map((line) => Number(line.trim()))
      .filter((mb) => mb > 0);
    return cards.length === 0 ? null : cards.reduce((sum, mb) => sum + mb, 0);
  } catch {
    // Neither driver nor card is what most machines have.
    return null;
  }
}
