import { CommanderError } from 'commander';
import { errorText, exitCodeOf } from './exitCodes.ts';
import { commandsOf } from './commands/index.ts';
import { createProgram, exitCodeOfCommander, firstWord } from './program.ts';

/** Does the command line of this process; its exit code is set when it ends. */
export async function start(): Promise<void> {
  // Whoever reads may stop reading (`dse events | head`): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

  try {
    const words = process.argv.slice(2);
    const program = createProgram(await commandsOf(firstWord(words)), async (command, options, globals) => {
      const { perform } = await import('./perform.ts');
      process.exitCode = await perform(command, options, globals);
    });
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = exitCodeOfCommander(error);
    } else {
      process.stderr.write(`dse: ${errorText(error)}\n`);
      process.exitCode = exitCodeOf(error);
    }
  }
}
