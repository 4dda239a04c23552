import { openSandbox } from '../../../infra/sandbox/pool.ts';
import { JAVASCRIPT, ODD } from './javascript.ts';
import { sandboxContract } from './sandboxContract.ts';

sandboxContract('isolated-vm', {
  language: 'javascript',
  programs: JAVASCRIPT,
  failure: 'ValueError',
  odd: ODD,
  open: (options = {}) => openSandbox({ size: 1, graceMs: 500, ...options }),
});
