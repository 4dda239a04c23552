import { type ChildProcess, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { FrameReader, Kind } from './frames.ts';
import { Line } from './line.ts';
import { LONGEST_FRAME } from './launch.ts';
import type { Launch } from './planNode.ts';
import { residentBytes } from './resident.ts';

export type Death = { readonly cause: 'timeout' | 'memory' | 'crash'; readonly detail: string };

/** One piece of work for a child. Answers come in order, so the oldest unanswered task is the one that is running. */
export type Task = {
  /** The order as a frame that carries this task id. */
  frame(id: number): Buffer;
  /** The longest silence while this runs, in ms. Null: no answer is expected at all. */
  readonly patienceMs: number | null;
  /** True when this was the last answer. */
  answer(kind: number, body: Buffer): boolean;
  /** The child died: while this ran (`ran`), or before it came to it. */
  lost(death: Death, ran: boolean): void;
};

const WRITE_FRAMES = 16;
const TICK_MS = 20;
const START_MS = 20_000;

export type ChildOptions = {
  readonly launch: Launch;
  readonly rssMb: number;
  readonly onDeath: (child: Child) => void;
  /** A task had its last answer; so many are left. */
  readonly onAnswer: (load: number) => void;
};
export type Ready = { readonly walls: readonly string[]; readonly node: string };

/** The parent's end of one worker process: sends tasks, watches the running one, kills on silence or size. */
export class Child {
  readonly ready: Promise<Ready>;
  readonly exited: Promise<void>;
  /** Artifacts loaded here. */
  readonly artifacts = new Set<number>();
  #process: ChildProcess;
  #options: ChildOptions;
  readonly #tasks = new Line<{ id: number; task: Task }>();
  #nextId = 1;
  /** Silence of the child in ms, as far as this process was awake to hear. */
  #silence = 0;
  #timer: NodeJS.Timeout | null = null;
  #idleTicks = 0;
  #outbox: Buffer[] = [];
  #death: Death | null = null;
  #gone = false;
  #errors = '';
  #isReady = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    const { command, args, env } = options.launch;
    const child = spawn(command, [...args], {
      env: { ...env },
      cwd: parse(process.execPath).root,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#process = child;
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onFailure = reject;
    });
    this.ready.catch(() => undefined);
    this.exited = new Promise((resolve) => {
      child.once('close', () => {
        this.#end();
        resolve();
      });
      child.once('error', (error) => {
        this.#errors += error.message;
        this.#end();
        resolve();
      });
    });
    const reader = new FrameReader(LONGEST_FRAME);
    child.stdout?.on('data', (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) this.#hear(frame.kind, frame.task, frame.body);
      } catch (error) {
        this.#kill({ cause: 'crash', detail: `the worker broke the protocol: ${String(error)}` });
      }
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-4000);
    });
    child.stdin?.on('error', () => undefined);
    this.#watch();
  }

  #onReady: (ready: Ready) => void = () => undefined;
  #onFailure: (error: Error) => void = () => undefined;

  get load(): number {
    return this.#tasks.length;
  }

  get alive(): boolean {
    return !this.#gone && this.#death === null;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  send(task: Task): void {
    const id = this.#nextId;
    this.#nextId = (id % 0xffff_fff0) + 1;
    if (task.patienceMs !== null) {
      if (this.#tasks.length === 0) this.#silence = 0;
      this.#tasks.push({ id, task });
    }
    // What is sent in one turn leaves in few writes: the worker starts on the first while the others are made.
    if (this.#outbox.length === 0) queueMicrotask(() => this.#flush());
    this.#outbox.push(task.frame(id));
    if (this.#outbox.length >= WRITE_FRAMES) this.#flush();
    this.#idleTicks = 0;
    if (this.#timer === null) this.#watch();
  }

  /** Kills the process without a culprit. */
  stop(): void {
    this.#kill({ cause: 'crash', detail: 'the sandbox was closed' });
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    const data = this.#outbox.length === 1 ? (this.#outbox[0] as Buffer) : Buffer.concat(this.#outbox);
    this.#outbox = [];
    if (this.alive) this.#process.stdin?.write(data);
  }

  #hear(kind: number, id: number, body: Buffer): void {
    this.#silence = 0;
    if (kind === Kind.ready) {
      if (this.#isReady) throw new Error('it became ready twice');
      this.#isReady = true;
      this.#onReady(JSON.parse(body.toString()) as Ready);
      return;
    }
    const head = this.#tasks.first;
    if (head === undefined || head.id !== id)
      throw new Error(`an answer to task ${id}, which is not the running one`);
    if (!head.task.answer(kind, body)) return;
    this.#tasks.drop();
    this.#options.onAnswer(this.#tasks.length);
  }

  #watch(): void {
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // When this process itself was kept from running, answers may lie unread: only so much of a pause counts.
      this.#silence += Math.min(now - last, 2 * TICK_MS);
      last = now;
      this.#idleTicks = this.#tasks.length === 0 && this.#isReady ? this.#idleTicks + 1 : 0;
      if (this.#idleTicks > 50) {
        if (this.#timer !== null) clearInterval(this.#timer);
        this.#timer = null;
        return;
      }
      const patience = this.#isReady ? (this.#tasks.first?.task.patienceMs ?? Infinity) : START_MS;
      if (this.#silence > patience)
        return this.#kill({ cause: 'timeout', detail: `no answer for ${Math.round(patience)} ms` });
      if (this.#silence < TICK_MS || this.#tasks.length === 0) return;
      const bytes = this.pid === undefined ? 0 : residentBytes(this.pid);
      if (bytes <= this.#options.rssMb * 2 ** 20) return;
      this.#kill({ cause: 'memory', detail: `the process grew beyond ${this.#options.rssMb} MB` });
    }, TICK_MS);
    this.#timer.unref();
  }

  #kill(death: Death): void {
    if (!this.alive) return;
    this.#death = death;
    this.#process.kill('SIGKILL');
  }

  #end(): void {
    if (this.#gone) return;
    this.#gone = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const death = this.#death ?? this.#deathByItself();
    this.#onFailure(new Error(`a sandbox worker did not start: ${death.detail}`));
    const tasks = this.#tasks.drain();
    this.#options.onDeath(this);
    for (const [index, { task }] of tasks.entries()) task.lost(death, index === 0 && this.#isReady);
  }

  #deathByItself(): Death {
    if (/heap out of memory|Allocation failed|memory limit/i.test(this.#errors))
      return { cause: 'memory', detail: 'the process ran out of memory' };
    const { exitCode, signalCode } = this.#process;
    const said = this.#errors.trim().slice(-500);
    return {
      cause: 'crash',
      detail: `the process ended (${signalCode ?? `code ${exitCode}`})${said === '' ? '' : `: ${said}`}`,
    };
  }
}
