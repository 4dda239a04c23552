import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDoor, removeDoor } from '../door/doorFile.ts';
import type { Door } from '../door/doorFile.ts';
import type { OpenDoor } from '../door/doorServer.ts';
import { takeHold } from '../door/hold.ts';
import type { Hold } from '../door/hold.ts';
import type { AnyCommand, Form, Said } from './command.ts';
import { CliProblem, EXIT } from './exitCodes.ts';
import { House } from './house.ts';
import type { GlobalOptions } from './program.ts';
import { version } from './version.ts';

/** How long a command waits for another one that has the folder for a moment. */
const PATIENCE_MS = Number(process.env['DSE_PATIENCE_MS'] ?? 10_000);
const LOOK_AGAIN_MS = 50;
/** Doors that led nowhere before a command gives up. */
const STALE_MAX = 5;

/**
 * Does one command: through the door where a process holds the folder, here otherwise. Prints what it says and gives
 * its exit code.
 */
export async function perform(
  command: AnyCommand,
  options: unknown,
  globals: GlobalOptions,
  tries = 0,
): Promise<number> {
  const terminal = isatty(1);
  const form: Form = {
    json: globals.json,
    colour: terminal && !process.env['NO_COLOR'],
    width: terminal ? process.stdout.columns : null,
  };
  const folder =
    command.folderPerSeed && globals.seed !== null && !globals.folderGiven
      ? join(globals.folder, `seed-${globals.seed}`)
      : globals.folder;
  const log = globals.log ?? `sqlite:${folder}`;
  const house = new House({ folder, log, seed: globals.seed, config: globals.config });
  const leave = stopper(command);
  const setting = { house, form, signal: leave.signal };

  // 1. What stands on nothing needs no folder.
  if (command.needs === 'nothing') return say(command.run(setting, options));
  // What a server keeps can be looked at from anywhere; here it is a cache that is made when it is missing.
  const elsewhere = /^(nats|tls):/.test(log);
  if (!existsSync(folder) && !(elsewhere && command.needs === 'log')) {
    if (!command.creates && !elsewhere) {
      throw new CliProblem(
        EXIT.unavailable,
        `there is no data folder at ${folder}: name one with --folder, or begin with \`dse demo\` or \`dse task submit FILE\``,
      );
    }
    mkdirSync(folder, { recursive: true });
  }
  // 2. The log itself can be read beside its holder.
  if (command.needs === 'log') return inside(house, () => say(command.run(setting, options)));
  // 3. Through the door, or with the folder in hand.
  const way = await wayIn(command, folder);
  if (way.kind === 'door') {
    if (globals.log !== null)
      process.stderr.write(`process ${way.door.pid} holds ${folder}: it answers from its own log\n`);
    const code = await askAtDoor(way.door, command, { options, form, signal: leave.signal });
    if (code !== null) return code;
    // The process went away between the look and the knock: the folder is free now, or has another holder.
    if (tries >= STALE_MAX) {
      throw new CliProblem(
        EXIT.unavailable,
        `process ${way.door.pid} holds ${folder} but does not answer at ${way.door.address}: stop it and try again`,
      );
    }
    return perform(command, options, globals, tries + 1);
  }
  try {
    return await inside(house, async () => {
      await house.prepare(command.needs);
      const door = command.opensDoor ? await doorOf(house) : null;
      leave.onKill(() => removeDoor(folder, readDoor(folder)?.token ?? ''));
      try {
        return await say(command.run(setting, options));
      } finally {
        await door?.close();
      }
    });
  } finally {
    way.hold.release();
  }
}

/** Lets others in, whose commands are then done in this house. */
async function doorOf(house: House): Promise<OpenDoor> {
  const [{ openDoor }, { serveCommand }] = await Promise.all([
    import('../door/doorServer.ts'),
    import('./atTheDoor.ts'),
  ]);
  return openDoor(house.folder, version, serveCommand(house));
}

type WayIn = { readonly kind: 'door'; readonly door: Door } | { readonly kind: 'held'; readonly hold: Hold };

/** @throws CliProblem when another process has the folder and lets nobody in. */
async function wayIn(command: AnyCommand, folder: string): Promise<WayIn> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const attempt = takeHold(folder, `dse ${command.name}`);
    if (attempt.status === 'held') {
      // Nobody else is alive here: a door that is still written down leads nowhere.
      removeDoor(folder, readDoor(folder)?.token ?? '');
      return { kind: 'held', hold: attempt.hold };
    }
    const door = readDoor(folder);
    const who = attempt.by
      ? `process ${attempt.by.pid} (${attempt.by.command}, since ${attempt.by.since})`
      : 'another process';
    if (door && command.alone) {
      throw new CliProblem(
        EXIT.unavailable,
        `${folder} is held by ${who}: \`dse ${command.name}\` needs it alone; stop that process, or use another --folder`,
      );
    }
    if (door && door.version !== version) {
      throw new CliProblem(
        EXIT.unavailable,
        `${folder} is held by ${who} of DSE ${door.version}, this is ${version}: stop it, or use its version`,
      );
    }
    if (door) return { kind: 'door', door };
    if (Date.now() > until) {
      throw new CliProblem(
        EXIT.unavailable,
        `${folder} is held by ${who}, which has no door: wait until it ends, stop it, or use another --folder`,
      );
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

type Question = { readonly options: unknown; readonly form: Form; readonly signal: AbortSignal };

/** Null: nobody was behind the door. */
async function askAtDoor(
  door: Door,
  command: AnyCommand,
  { options, form, signal }: Question,
): Promise<number | null> {
  const { StaleDoor, throughDoor } = await import('../door/doorClient.ts');
  try {
    for await (const line of throughDoor(door, { command: command.name, options, form }, signal)) {
      if ('exit' in line) return line.exit;
      print(line);
    }
    return EXIT.ok;
  } catch (error) {
    if (error instanceof StaleDoor) {
      await sleep(LOOK_AGAIN_MS);
      return null;
    }
    throw error;
  }
}

async function inside(house: House, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } finally {
    await house.close();
  }
}

async function say(speech: AsyncGenerator<Said, number>): Promise<number> {
  for (;;) {
    const next = await speech.next();
    if (next.done) return next.value;
    print(next.value);
  }
}

function print(line: Said): void {
  if ('out' in line) process.stdout.write(`${line.out}\n`);
  else process.stderr.write(`${line.err}\n`);
}

/** Ctrl-C ends what runs until stopped in order; anything else ends at once: the log stands a crash at any moment. */
function stopper(command: AnyCommand): { readonly signal: AbortSignal; onKill(work: () => void): void } {
  const controller = new AbortController();
  let last = (): void => {};
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (command.untilStopped && !controller.signal.aborted) return controller.abort();
      last();
      process.exit(code);
    });
  }
  return { signal: controller.signal, onKill: (work) => (last = work) };
}
