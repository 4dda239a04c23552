import type { Program, Sandbox } from '../../actors/ports.ts';
import { sha256 } from '../../events/hash.ts';
import { CannotServe } from './cannotServe.ts';
import { outOfScope } from './outOfScope.ts';

/** A sandbox that refuses, by name and before it runs, what is out of the scope it comes with. */
export function scoped(sandbox: Sandbox): Sandbox {
  const refusal = async (program: Program): Promise<string | null> => {
    const { scope } = program;
    const changed = program.packages?.find(({ source, hash }) => sha256(source) !== hash);
    if (changed !== undefined)
      return `the package "${changed.name}" (${changed.version}) is not the one that was bundled: its code has another hash than ${changed.hash}`;
    if (scope === undefined) return null;
    const { engine } = await sandbox.walls(program.language);
    return outOfScope(program, scope, engine);
  };
  return {
    async evaluate(job) {
      const message = await refusal(job.program);
      if (message === null) return sandbox.evaluate(job);
      return { status: 'unloadable', error: { name: 'ScopeError', message, line: null } };
    },
    async serve(program, limits, judge) {
      const message = await refusal(program);
      if (message === null) return sandbox.serve(program, limits, judge);
      throw new CannotServe(`cannot serve this program: ScopeError: ${message}`);
    },
    walls: (language) => sandbox.walls(language),
    close: () => sandbox.close(),
  };
}
