import { describe, test } from 'vitest';
import { whyNoPython } from '../infra/sandbox/python.ts';

const whyNot = await whyNoPython();

/** Holds a suite against Python where bubblewrap and python3 work; elsewhere one skipped test says what is missing. */
export function onPython(suite: () => void): void {
  if (whyNot === null) describe('Python in bubblewrap', suite);
  else test(`Python cannot run here: ${whyNot}`, ({ skip }) => skip());
}
