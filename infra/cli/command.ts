import type { Command } from 'commander';
import type { z } from 'zod';
import { shareOfPercent } from '../config/percent.ts';
import { CliProblem, EXIT } from './exitCodes.ts';
import type { House } from './house.ts';

/** How the answer is to look: decided where it is read, used where the command runs. */
export type Form = {
  /** One object, or one JSON text a line where there are many. */
  readonly json: boolean;
  readonly colour: boolean;
  /** Columns of the terminal; null: not a terminal, nothing is cut. */
  readonly width: number | null;
};

/** A line for standard output, or one for standard error. */
export type Said = { readonly out: string } | { readonly err: string };

/** What a command says while it works, and the exit code it ends with. */
export type Speech = AsyncGenerator<Said, number>;

export type Setting = {
  readonly house: House;
  readonly form: Form;
  /** Fires when nobody listens any more, or the process shall end. */
  readonly signal: AbortSignal;
};

/**
 * What a command stands on. `nothing`: no data folder. `log`: the log, which many processes may open. `knowledge`: the
 * projection too, which one process holds. `server`: runs stored code. `workers`: works on effects as well. `actors`: the same for what is soon done and
 * runs no code by itself: the sandbox is opened when there is something to run.
 */
export type Needs = 'nothing' | 'log' | 'knowledge' | 'server' | 'workers' | 'actors';

export type CliCommand<O = unknown> = {
  /** As it is typed, such as `task submit`. */
  readonly name: string;
  readonly needs: Needs;
  /** It makes the data folder when there is none. */
  readonly creates?: boolean;
  /** It lasts, so it opens the door to others while it works. */
  readonly opensDoor?: boolean;
  /** It has to be the process that holds the folder: never sent through a door. */
  readonly alone?: boolean;
  /** With a seed and no folder named it works in a folder of that seed's: another seed is another history. */
  readonly folderPerSeed?: boolean;
  /** It goes on until it is told to stop, and then ends in order. */
  readonly untilStopped?: boolean;
  readonly options: z.ZodType<O>;
  /** Declares it in the program; `act` gets its options as plain JSON, paths made absolute. */
  configure(program: Command, act: (options: O) => void): void;
  run(setting: Setting, options: O): Speech;
};

/** A command whose options are checked when it runs, here or behind the door. */
export type AnyCommand = Omit<CliCommand, 'configure' | 'run' | 'options'> & {
  configure(program: Command, act: (options: unknown) => void): void;
  run(setting: Setting, options: unknown): Speech;
};

export function command<O>(definition: CliCommand<O>): AnyCommand {
  return {
    ...definition,
    configure: (program, act) => definition.configure(program, act),
    run: deed(definition.options, (setting, options) => definition.run(setting, options)),
  };
}

/** What a command does with its options, which are checked first. */
export type Deed = AnyCommand['run'];

export function deed<O>(options: z.ZodType<O>, run: (setting: Setting, options: O) => Speech): Deed {
  return (setting, given) => run(setting, checked(options, given));
}

/**
 * A command that whoever holds the folder does for those who type it, and quickly: what it does stands in a module of its own, which is
 * loaded where it is done.
 */
export function lateCommand(
  definition: Omit<AnyCommand, 'run'> & { readonly load: () => Promise<Deed> },
): AnyCommand {
  const { load, ...declared } = definition;
  return {
    ...declared,
    async *run(setting, options) {
      const run = await load();
      return yield* run(setting, options);
    },
  };
}

/** @throws CliProblem a usage error that names what does not fit. */
function checked<O>(schema: z.ZodType<O>, options: unknown): O {
  const { success, data, error } = schema.safeParse(options);
  if (success) return data;
  const [issue] = error.issues;
  throw new CliProblem(EXIT.usage, `${issue!.path.map(String).join(' ')}: ${issue!.message}`);
}

/** The group a command of two words stands in, such as `task`; made when it is not there yet. */
export function group(program: Command, name: string, description: string): Command {
  return (
    program.commands.find((known) => known.name() === name) ?? program.command(name).description(description)
  );
}

/** A number from 0 to 1, or as much in percent (`25%`); a usage error that names the option. */
export function share(option: string): (text: string) => number {
  return (text) => {
    const value = shareOfPercent(text) ?? Number(text);
    if (text.trim() === '' || !(value >= 0 && value <= 1)) {
      const percent = value > 1 && value <= 100 ? `: write ${value / 100} or ${value}%` : '';
      throw new CliProblem(EXIT.usage, `${option} ${text}: a number from 0 to 1 is meant${percent}`);
    }
    return value;
  };
}

/** A whole number from 0, or a usage error that names the option. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
      throw new CliProblem(EXIT.usage, `${option} ${text}: a whole number from 0 is meant`);
    }
    return value;
  };
}
