import { describe } from 'vitest';
import { findBubblewrap } from '../../../infra/sandbox/bubblewrap.ts';
import { findPython, openPython } from '../../../infra/sandbox/python.ts';
import { ODD_IN_PYTHON, PYTHON } from './pythonPrograms.ts';
import { sandboxContract } from './sandboxContract.ts';

const usable = (await findBubblewrap()) !== null && (await findPython()) !== null;

describe.runIf(usable)('where bubblewrap and python3 are', () => {
  sandboxContract('Python', {
    language: 'python',
    programs: PYTHON,
    failure: 'ValueError',
    odd: ODD_IN_PYTHON,
    open: (options = {}) => openPython({ size: 1, graceMs: 500, ...options }),
  });
});
