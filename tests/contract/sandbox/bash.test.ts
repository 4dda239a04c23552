import { openBash } from '../../../infra/sandbox/bash.ts';
import { BASH, ODD_IN_BASH } from './bashPrograms.ts';
import { sandboxContract } from './sandboxContract.ts';

sandboxContract('bash', {
  language: 'bash',
  programs: BASH,
  failure: 'Exit3',
  odd: ODD_IN_BASH,
  open: (options = {}) => openBash({ size: 1, graceMs: 500, ...options }),
});
