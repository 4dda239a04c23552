import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotServe } from './cannotServe.ts';

const START_MS = 10_000;

/**
 * Local services that tools name by script: where the scripts are is kept beside the log (it is a fact about this machine, not
 * about the tool), and each is started when first needed and stopped with the process.
 */
export class Services {
  readonly #file: string;
  readonly #running = new Map<string, Promise<{ url: string; child: ChildProcess }>>();

  constructor(folder: string) {
    this.#file = join(folder, 'services.json');
  }

  /** Remembers that `service` of a capability file is the script at this path. */
  register(service: string, path: string): void {
    const known = this.#known();
    if (known[service] === path) return;
    writeFileSync(this.#file, JSON.stringify({ ...known, [service]: path }, null, 2));
  }

  async url(service: string): Promise<string> {
    let running = this.#running.get(service);
    if (!running) {
      running = this.#start(service);
      this.#running.set(service, running);
      running.then(
        ({ child }) => child.once('exit', () => this.#running.delete(service)),
        () => this.#running.delete(service),
      );
    }
    return (await running).url;
  }

  async close(): Promise<void> {
    for (const running of this.#running.values()) {
      const started = await running.catch(() => null);
      started?.child.kill();
    }
    this.#running.clear();
  }

  #known(): Record<string, string> {
    return existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {};
  }

  async #start(service: string): Promise<{ url: string; child: ChildProcess }> {
    const path = this.#known()[service];
    if (!path)
      throw new CannotServe(`the service "${service}" is not known here: submit its capability file again`);
    const child = spawn(process.execPath, [path], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { NODE_ENV: 'production' },
    });
    const url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the service "${service}" did not say its URL within ${START_MS} ms`)),
        START_MS,
      );
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer);
        const found = /https?:\/\/\S+$/.exec(line);
        if (found) resolve(found[0]);
        else reject(new Error(`the service "${service}" said "${line}" instead of its URL`));
      });
      child.once('exit', (code) =>
        reject(new Error(`the service "${service}" ended with code ${code} before it answered`)),
      );
      child.once('error', reject);
    });
    child.unref();
    return { url, child };
  }
}
