import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { commandsOf } from './commands/index.ts';
import { errorLine, exitCodeOf } from './exitCodes.ts';
import { createProgram, exitCodeOfCommander, firstWord } from './program.ts';

/** Does the command line of this process; its exit code is set when it ends. */
export async function start(): Promise<void> {
  // Whoever reads may stop reading (`dse events | head`): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

  // Asked of the arguments as they are: what is wrong with them has to be told so, too.
  const json = process.argv.includes('--json');
  try {
    const words = process.argv.slice(2);
    const program = createProgram(await commandsOf(firstWord(words)), async (command, options, globals) => {
      const { perform } = await import('./perform.ts');
      process.exitCode = await perform(command, options, globals);
    });
    // Told below, once, as an object.
    if (json) quiet(program);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = exitCodeOfCommander(error);
      if (json && process.exitCode !== 0)
        process.stderr.write(`${JSON.stringify({ error: toldBy(error), exit: process.exitCode })}\n`);
    } else {
      process.stderr.write(`${errorLine(error, json)}\n`);
      process.exitCode = exitCodeOf(error);
    }
  }
}

function quiet(command: Command): void {
  command.configureOutput({ outputError: () => undefined, writeErr: () => undefined });
  for (const child of command.commands) quiet(child);
}

/** Commander's message without the word it begins with; where a command is missing it has printed its help, and says nothing. */
function toldBy({ code, message }: CommanderError): string {
  return code === 'commander.help'
    ? 'a command is missing: the same with --help lists what there is'
    : message.replace(/^error: /, '');
}
