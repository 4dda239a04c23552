import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ResumeNews, ResumeOrder } from './worker.ts';

/** A process that works on a log until it is killed or done. */
export type ResumeProcess = {
  readonly role: ResumeOrder['role'];
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** True from the moment at which it is gone. */
  hasEnded(): boolean;
  /** What it wrote to stderr last. */
  readonly said: () => string;
  /** Kills it with -9. */
  kill(): void;
  /** Tells a helper that it is not needed any more. */
  end(): void;
};

const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
);

export function startProcess(order: ResumeOrder, onNews: (news: ResumeNews) => void): ResumeProcess {
  const child = fork(WORKER, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  let hasEnded = false;
  child.stderr!.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-8000)));
  child.on('message', (news) => onNews(news as ResumeNews));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(
    () => (hasEnded = true),
  );
  return {
    role: order.role,
    ended,
    hasEnded: () => hasEnded,
    said: () => said,
    kill: () => void child.kill('SIGKILL'),
    end: () => {
      if (child.connected) child.send('end');
    },
  };
}

/** Waits for a process to end by itself. @throws Error with its last words when it does not end well. */
export async function orderly(one: ResumeProcess | undefined): Promise<void> {
  const code = await one!.ended;
  if (code !== 0)
    throw new Error(`bench: a process that was to ${one!.role} ended with ${code}: ${one!.said()}`);
}
