import type { Cause, Failure } from '../../events/proof.ts';

/** How the sandbox refuses code from strings, modules, and what is out of scope; a program that says so on purpose is no better. */
const REFUSED_INSIDE =
  /\bEvalError\b|^ScopeError: |cannot be imported in the sandbox|is not a module that may be imported here/;

/** What one failure is a sign of. */
function signOf({ case: id, stop, actual }: Failure): Cause {
  if (id === 'sandbox/reach' || stop === 'memory' || stop === 'output' || stop === 'crash')
    return 'contained';
  if (actual !== null && REFUSED_INSIDE.test(actual)) return 'contained';
  if (stop === 'fuel' || stop === 'timeout' || id === 'objective/performance') return 'slow';
  if (id === 'objective/strength') return 'weak-suite';
  return id === 'objective/quality' ? 'low-quality' : 'wrong';
}

const GRAVEST: readonly Cause[] = ['contained', 'wrong', 'slow', 'weak-suite', 'low-quality'];

/** Why a proof failed: the gravest of what its failures are signs of; null without any. */
export function causeOf(failures: readonly Failure[]): Cause | null {
  const signs = new Set(failures.map(signOf));
  return GRAVEST.find((cause) => signs.has(cause)) ?? null;
}
