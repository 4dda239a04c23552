import { CommanderError } from 'commander';
import { errorText, exitCodeOf } from './exitCodes.ts';
import { perform } from './perform.ts';
import { createProgram, exitCodeOfCommander } from './program.ts';

/** Does the command line of this process; its exit code is set when it ends. */
export async function start(): Promise<void> {
  // Whoever reads may stop reading (`dse events | head`): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

  try {
    const program = createProgram(async (command, options, globals) => {
      process.exitCode = await perform(command, options, globals);
    });
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = exitCodeOfCommander(error);
    } else {
      process.stderr.write(`dse: ${errorText(error)}\n`);
      process.exitCode = exitCodeOf(error);
    }
  }
}
