import { openSandbox } from '../../../infra/sandbox/pool.ts';
import { JAVASCRIPT, ODD } from './javascript.ts';
import { sandboxContract } from './sandboxContract.ts';

sandboxContract('QuickJS', {
  language: 'javascript',
  programs: {
    ...JAVASCRIPT,
    // A search that compares every letter at every place: nothing asks for the time on the way.
    kills: 'const f = (x) => (x ? "a".repeat(4e6).indexOf("a".repeat(2e6) + "b") : 0)',
  },
  failure: 'ValueError',
  odd: ODD,
  open: (options = {}) => openSandbox({ size: 1, graceMs: 500, engine: 'quickjs', ...options }),
});
