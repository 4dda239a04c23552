import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/chaos/{full,workersFull,natsFull,resumeFull}.test.ts', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    setupFiles: ['./tests/fastCheck.ts'],
    reporters: ['default', './tests/closingLine.ts'],
    coverage: {
      provider: 'v8',
      include: [
        'actors/**/*.ts',
        'events/**/*.ts',
        'machines/**/*.ts',
        'projections/**/*.ts',
        'infra/**/*.ts',
      ],
      reporter: ['text-summary'],
    },
  },
});
