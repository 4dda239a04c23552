import type { Serve } from '../door/doorServer.ts';
import { commandNamed } from './commands/index.ts';
import { errorLine, EXIT, exitCodeOf } from './exitCodes.ts';
import type { House } from './house.ts';

/** Does the commands of those at the door in the house that is open, with the very same code as without a door. */
export function serveCommand(house: House): Serve {
  return async function* ({ command: name, options, form }, signal) {
    const command = await commandNamed(name);
    if (!command || command.alone) {
      yield { err: `dse: \`${name}\` is not done through a door` };
      yield { exit: EXIT.usage };
      return;
    }
    try {
      const speech = command.run({ house, form, signal }, options);
      for (;;) {
        const next = await speech.next();
        if (next.done) {
          yield { exit: next.value };
          return;
        }
        yield next.value;
      }
    } catch (error) {
      yield { err: errorLine(error, form.json) };
      yield { exit: exitCodeOf(error) };
    }
  };
}
