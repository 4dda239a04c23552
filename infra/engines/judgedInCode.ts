import type { Sandbox } from '../../actors/ports.ts';
import { judgedBeside } from './judgedBeside.ts';

/** A sandbox for another language than JavaScript: judges are JavaScript and run in the sandbox for that. */
export function judgedInCode(code: Sandbox, sandbox: Sandbox): Sandbox {
  return {
    ...sandbox,
    serve: async (program, limits, judge) =>
      judgedBeside(code, await sandbox.serve(program, limits), limits, judge),
  };
}
