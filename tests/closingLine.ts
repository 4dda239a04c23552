import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a test run with `N passed, N failed` alone on a line, for scripts that read it. A file that could not be loaded
 * counts as one failed test. Printed at exit, after the coverage table.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state] += 1;
      }
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed'))
        count.failed += 1;
    }
    process.once('exit', () => {
      const skipped = count.skipped === 0 ? '' : `, ${count.skipped} skipped`;
      process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`);
    });
  }
}
