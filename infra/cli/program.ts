import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { wholeNumber } from './command.ts';
import type { AnyCommand } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { version } from './version.ts';

/** What every command takes. */
export type GlobalOptions = {
  /** Absolute. */
  readonly folder: string;
  /** Named by the user, not the default. */
  readonly folderGiven: boolean;
  /** Null: the log in the data folder. */
  readonly log: string | null;
  readonly seed: number | null;
  /** The settings file, absolute; null: `dse.yaml` here, if there is one. */
  readonly config: string | null;
  readonly json: boolean;
};

type Perform = (command: AnyCommand, options: unknown, globals: GlobalOptions) => Promise<void>;

/**
 * The word a command line names its command with, whatever options of the program stand before it; none where they are wrong, which is told
 * when the line is parsed. @throws CommanderError where it asks for the version.
 */
export function firstWord(words: readonly string[]): string | undefined {
  const program = bare().configureOutput({ outputError: () => undefined });
  try {
    return program.parseOptions([...words]).operands[0];
  } catch (error) {
    if (error instanceof CommanderError && exitCodeOfCommander(error) !== EXIT.ok) return undefined;
    throw error;
  }
}

/** The program as commander sees it: these commands declared, each handed to `perform` with its options. */
export function createProgram(commands: readonly AnyCommand[], perform: Perform): Command {
  const program = bare();
  for (const command of commands) {
    command.configure(program, (options) => {
      pending = perform(command, options, globalsOf(program));
    });
  }
  let pending: Promise<void> = Promise.resolve();
  program.hook('postAction', () => pending);
  inherit(program);
  return program;
}

/** The program without a command. */
function bare(): Command {
  return new Command('dse')
    .description('Digital Synthetic Evolution: proves code, reuses it, and keeps improving it.')
    .version(version, '-V, --version')
    .option('--folder <folder>', 'data folder (default: .dse here, or DSE_FOLDER)')
    .option('--log <url>', 'log, such as sqlite:.dse (default: in the data folder, or DSE_LOG)')
    .option('--seed <n>', 'what everything random derives from', wholeNumber('--seed'))
    .option('--config <file>', 'settings file (default: dse.yaml here, if there is one, or DSE_CONFIG)')
    .option('--json', 'one JSON object, or one JSON text a line')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
}

/** Global options may stand before or after the command. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    for (const option of ['--folder <folder>', '--log <url>', '--config <file>', '--json']) {
      if (!child.options.some(({ long }) => option.startsWith(long ?? '?')))
        child.option(option).options.at(-1)!.hideHelp();
    }
    if (!child.options.some(({ long }) => long === '--seed')) {
      child.option('--seed <n>', '', wholeNumber('--seed')).options.at(-1)!.hideHelp();
    }
    inherit(child);
  }
}

function globalsOf(program: Command): GlobalOptions {
  const seen: Record<string, unknown> = {};
  const visit = (command: Command): void => {
    for (const [name, value] of Object.entries(command.opts())) if (value !== undefined) seen[name] = value;
    for (const child of command.commands) visit(child);
  };
  visit(program);
  // An empty variable counts as none, as with other programs.
  const text = (name: string, variable: string) =>
    (seen[name] as string | undefined) ?? (process.env[variable] || undefined);
  const folder = text('folder', 'DSE_FOLDER');
  const config = text('config', 'DSE_CONFIG');
  return {
    folder: resolve(folder ?? '.dse'),
    folderGiven: folder !== undefined,
    log: text('log', 'DSE_LOG') ?? null,
    seed: (seen['seed'] as number | undefined) ?? null,
    config: config === undefined ? null : resolve(config),
    json: seen['json'] === true,
  };
}

/** The exit code of what commander itself ended: help and version are fine, the rest is usage. */
export function exitCodeOfCommander(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
