import { readFileSync } from 'node:fs';

/** Kills one of this process's children, in turn; Linux only, where the kernel tells which they are. */
export function childKiller(): () => void {
  let turn = 0;
  return () => {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(' ');
    turn += 1;
    const pid = Number(children[turn % children.length]);
    if (pid > 0) process.kill(pid, 'SIGKILL');
  };
}
