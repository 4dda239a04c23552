import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProverOrder, ProverReady, ProverReport, ProverSetting } from './bareProver/worker.ts';

const SOURCE = new URL(
  import.meta.url.endsWith('.ts') ? './bareProver/worker.ts' : './bareProver/worker.js',
  import.meta.url,
);

/** Proofs per second of so many processes that do nothing but prove, all of them at work for `seconds`. @throws Error when none is done by then. */
export async function bareProofRate(
  processes: number,
  setting: ProverSetting,
  seconds: number,
): Promise<number> {
  const children = Array.from({ length: processes }, () =>
    fork(SOURCE, [JSON.stringify(setting)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  try {
    await Promise.all(children.map((child) => heard<ProverReady>(child)));
    for (const child of children) child.send('go' satisfies ProverOrder);
    await sleep(seconds * 1000);
    const reports = children.map((child) => heard<ProverReport>(child));
    const ended = children.map((child) => once(child, 'exit'));
    for (const child of children) child.send('stop' satisfies ProverOrder);
    const rates = (await Promise.all(reports)).map((report) => report.proofs / report.seconds);
    await Promise.all(ended);
    const rate = rates.reduce((sum, one) => sum + one, 0);
    if (rate > 0) return rate;
    throw new Error('bench: no bare process proved anything in its time: give it more --bare-seconds');
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** The next thing a child says. @throws Error when it ends before. */
async function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void =>
      reject(new Error(`bench: a bare prover ended with ${code} before it answered`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as T);
    });
  });
}
