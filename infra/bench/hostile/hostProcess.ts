import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HostOrder, HostReport } from './host.ts';

/** Beyond this a host that says nothing does not answer any more. */
const SILENCE_MS = 120_000;

/** A process that holds the sandbox under attack; started again when it dies, and counted. */
export class HostProcess {
  readonly #contender: readonly [catalogue: string, engine: string];
  #process: ChildProcess | null = null;
  #started = 0;
  /** Name and version of the engine, and the walls that stand. */
  engine = '';
  walls: readonly string[] = [];

  constructor(catalogue: string, engine: string) {
    this.#contender = [catalogue, engine];
  }

  get restarts(): number {
    return Math.max(0, this.#started - 1);
  }

  async start(): Promise<void> {
    this.#started += 1;
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const path = fileURLToPath(new URL(`./host.${extension}`, import.meta.url));
    this.#process = fork(path, this.#contender, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const first = await this.#next();
    if (first === null || !('ready' in first))
      throw new Error('the host of the hostile programs did not start');
    ({ engine: this.engine, walls: this.walls } = first);
  }

  /** What came of one program; null when the host died of it or fell silent. */
  async run(order: HostOrder): Promise<HostReport | null> {
    if (this.#process === null) await this.start();
    this.#process?.send(order);
    const report = await this.#next();
    if (report === null) await this.stop();
    return report;
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    if (running.connected) running.disconnect();
    const timer = setTimeout(() => running.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }

  #next(): Promise<HostReport | null> {
    const running = this.#process as ChildProcess;
    return new Promise((resolve) => {
      const timer = setTimeout(() => running.kill('SIGKILL'), SILENCE_MS);
      const done = (report: HostReport | null): void => {
        clearTimeout(timer);
        running.off('message', heard);
        running.off('exit', left);
        resolve(report);
      };
      const heard = (report: unknown): void => done(report as HostReport);
      const left = (): void => done(null);
      running.once('message', heard);
      running.once('exit', left);
    });
  }
}
