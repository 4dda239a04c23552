import { openPython } from '../../../infra/sandbox/python.ts';
import { onPython } from '../../python.ts';
import { ODD_IN_PYTHON, PYTHON } from './pythonPrograms.ts';
import { sandboxContract } from './sandboxContract.ts';

onPython(() => {
  sandboxContract('Python', {
    language: 'python',
    programs: PYTHON,
    failure: 'ValueError',
    odd: ODD_IN_PYTHON,
    open: (options = {}) => openPython({ size: 1, graceMs: 500, ...options }),
  });
});
