import { readFileSync } from 'node:fs';

/** Kills one of this process's children, in turn, and says whether there was one; Linux only, where the kernel tells which they are. */
export function childKiller(): () => boolean {
  let turn = 0;
  const killed = new Set<number>();
  return () => {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .map(Number)
      // One that was killed a moment ago may still be listed.
      .filter((pid) => pid > 0 && !killed.has(pid));
    const pid = children[turn % children.length];
    turn += 1;
    if (pid === undefined) return false;
    killed.add(pid);
    return process.kill(pid, 'SIGKILL');
  };
}
