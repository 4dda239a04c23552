import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Limits, Sandbox } from '../../../actors/ports.ts';
import type { SandboxOptions } from '../../sandbox/pool.ts';
import { challenge, LIMITS } from './challenge.ts';
import type { Verdict } from './challenge.ts';
import type { Contender } from './engines.ts';
import { Lag } from './lag.ts';
import { Neighbours } from './neighbours.ts';
import type { HostileProgram, Need } from './program.ts';

/** Where programs of one catalogue meet one sandbox, its neighbours, this process and a listener nobody may reach. */
export class Arena {
  readonly contender: Contender;
  readonly sandbox: Sandbox;
  readonly neighbours: Neighbours;
  readonly #lag = new Lag();
  readonly #listener: Server;
  readonly #walls: readonly string[];
  readonly #limits: Partial<Limits>;
  readonly #deadlineMs: number;
  /** Connections that reached the listener. */
  #reached = 0;

  private constructor(
    parts: Pick<Arena, 'contender' | 'sandbox' | 'neighbours'> & {
      listener: Server;
      walls: readonly string[];
      limits: Partial<Limits>;
      deadlineMs: number;
    },
  ) {
    this.contender = parts.contender;
    this.sandbox = parts.sandbox;
    this.neighbours = parts.neighbours;
    this.#listener = parts.listener;
    this.#walls = parts.walls;
    this.#limits = parts.limits;
    this.#deadlineMs = parts.deadlineMs;
    parts.listener.on('connection', (socket) => {
      this.#reached += 1;
      socket.destroy();
    });
  }

  /** Other limits than the usual ones are for whoever takes one away. */
  static async open(
    contender: Contender,
    options: SandboxOptions = {},
    { deadlineMs = 120_000, ...limits }: Partial<Limits> & { readonly deadlineMs?: number } = {},
  ): Promise<Arena> {
    const sandbox = await contender.open(options);
    const { language, neighbours: sources } = contender;
    const programs = sources.map((source) => ({ language, source, entry: 'f' }));
    const neighbours = await Neighbours.open(sandbox, programs, LIMITS);
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { walls } = await sandbox.walls();
    return new Arena({ contender, sandbox, neighbours, listener, walls, limits, deadlineMs });
  }

  /** Walls a program is known to need and that do not stand here. */
  #missing(program: HostileProgram): readonly Need[] {
    const wrapped = this.#walls.some((wall) => wall.startsWith('bubblewrap'));
    const stands: Readonly<Record<Need, boolean>> = {
      bubblewrap: wrapped,
      'another user': wrapped || (process.getuid?.() === 0 && this.#walls.includes('unprivileged user')),
    };
    return program.needs.filter((need) => !stands[need]);
  }

  async challenge(program: HostileProgram): Promise<Verdict> {
    const needs = this.#missing(program);
    const { name, class: of } = program;
    if (needs.length > 0)
      return { name, class: of, endings: [], failures: [], quarantine: null, needs, lagMs: 0 };
    const reached = this.#reached;
    const { port } = this.#listener.address() as AddressInfo;
    const verdict = await challenge(
      {
        sandbox: this.sandbox,
        neighbours: this.neighbours,
        walls: this.#walls,
        lag: this.#lag,
        language: this.contender.language,
        told: { port, pid: process.pid },
        limits: this.#limits,
        deadlineMs: this.#deadlineMs,
      },
      program,
    );
    if (this.#reached === reached) return verdict;
    return { ...verdict, failures: [...verdict.failures, 'it reached a listener of the host'] };
  }

  async close(): Promise<void> {
    this.#lag.stop();
    this.#listener.close();
    await this.sandbox.close();
  }
}
