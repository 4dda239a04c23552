import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;

/** Resident bytes of a process and its children (bubblewrap has the worker as a child); 0 where the system does not say. */
export function residentBytes(pid: number): number {
  try {
    const own = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    if (children === '') return own;
    return children.split(' ').reduce((sum, child) => sum + residentBytes(Number(child)), own);
  } catch {
    return 0;
  }
}
