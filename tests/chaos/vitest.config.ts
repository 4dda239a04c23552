import { defineConfig } from 'vitest/config';

/** `npm run test:chaos`: the long kill -9 run over the full demo, too slow for every `npm test`. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['tests/chaos/{full,workersFull,natsFull,resumeFull}.test.ts'],
    testTimeout: 3_600_000,
    pool: 'forks',
    reporters: ['verbose', './tests/closingLine.ts'],
  },
});
