import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseEngine } from '../../sandbox/engine.ts';
import { encodeFrame, FrameReader } from '../../sandbox/frames.ts';
import { LONGEST_FRAME, planLaunch } from '../../sandbox/launch.ts';
import { residentBytes } from '../../sandbox/resident.ts';
import { Bare } from './questions.ts';

/** The parent's end of a bare hardened child: what a call into another process costs at least. */
export class BareChild {
  readonly #process: ChildProcess;
  readonly #waiting: ((answer: string) => void)[] = [];

  constructor(bubblewrap: string | null) {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const program = fileURLToPath(new URL(`./worker.${extension}`, import.meta.url));
    const readable = [fileURLToPath(new URL('.', import.meta.url))];
    const { command, args, env } = planLaunch(bubblewrap, {
      engine: chooseEngine('isolated-vm'),
      program,
      readable,
    });
    this.#process = spawn(command, [...args], {
      env: { ...env },
      cwd: parse(process.execPath).root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const reader = new FrameReader(LONGEST_FRAME);
    this.#process.stdout?.on('data', (chunk: Buffer) => {
      for (const { body } of reader.push(chunk)) this.#waiting.shift()?.(body.toString());
    });
  }

  get bytes(): number {
    return residentBytes(this.#process.pid ?? 0);
  }

  /** Loads a function `f` and calls it once; how long that took in there, in ms. */
  async load(source: string): Promise<number> {
    return Number(await this.#ask(Bare.load, source));
  }

  call(input: string): Promise<string> {
    return this.#ask(Bare.call, input);
  }

  /** Calls that leave in one write. */
  batch(inputs: readonly string[]): Promise<readonly string[]> {
    const answers = inputs.map(() => new Promise<string>((resolve) => this.#waiting.push(resolve)));
    this.#process.stdin?.write(Buffer.concat(inputs.map((input) => encodeFrame(Bare.call, 0, input))));
    return Promise.all(answers);
  }

  /** Times of calls made inside the child, in µs, shortest first: isolated-vm alone. */
  async timed(calls: number): Promise<readonly number[]> {
    return JSON.parse(await this.#ask(Bare.time, String(calls))) as number[];
  }

  /** Holds so many more isolates with a function each. */
  async hold(isolates: number): Promise<void> {
    await this.#ask(Bare.hold, String(isolates));
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await ended;
  }

  #ask(kind: number, body: string): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin?.write(encodeFrame(kind, 0, body));
    });
  }
}
