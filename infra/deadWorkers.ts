import { hostname } from 'node:os';
import type { Substrate } from '../events/substrate/substrate.ts';

const here = hostname()
  .toLowerCase()
  .replaceAll(/[^a-z0-9]/g, '')
  .slice(0, 16);

/** Names a worker by its machine and process, so that a neighbour can tell whether it is gone. */
export function workerName(unique: string): string {
  return `w-${here}-${process.pid}-${unique.slice(0, 8)}`;
}

/** Whether the process behind a worker's name has ended; false for what cannot be told from here. */
export function isDead(worker: string): boolean {
  const found = /^w-([a-z0-9]*)-(\d+)-[0-9a-f]+$/.exec(worker);
  if (!found || found[1] !== here) return false;
  try {
    process.kill(Number(found[2]), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Frees what dead processes of this machine had leased: a restart goes on at once instead of after the lease's end. */
export async function releaseDeadLeases(substrate: Substrate, now: number): Promise<number> {
  let released = 0;
  for (const { key, worker } of await substrate.effects.pending()) {
    if (worker !== null && isDead(worker) && (await substrate.effects.release(key, worker, now)))
      released += 1;
  }
  return released;
}
