import type { TestCase, TestModule, TestSuite } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/**
 * Closes a run with what was skipped for lack of a requirement, the time of each suite (project), and the line
 * `N passed, N failed, N skipped` alone. A file that could not be loaded and an error outside of any test count as failed.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const needs = new Map<string, number>();
    const suiteMs = new Map<string, number>();
    for (const module of modules) {
      const suite = module.project.name;
      const { collectDuration, duration } = module.diagnostic();
      suiteMs.set(suite, (suiteMs.get(suite) ?? 0) + collectDuration + duration);
      count.failed += loadErrors(module);
      for (const test of module.children.allTests()) {
        const state = outcome(test);
        count[state]++;
        if (state === 'skipped' && test.name.startsWith('needs '))
          needs.set(test.name, (needs.get(test.name) ?? 0) + 1);
      }
    }
    const lines = [
      ...[...needs].map(([need, tests]) => `${need}: ${tests} skipped`),
      ...[...suiteMs].map(([suite, ms]) => `suite ${suite}: ${(ms / 1000).toFixed(1)} s in its test files`),
      `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
    ];
    console.log(`\n${lines.join('\n')}`);
  }
}

function outcome(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  // A test that was never finished (the run was interrupted, the worker died) is no success.
  return state === 'pending' ? 'failed' : state;
}

function loadErrors(module: TestModule): number {
  const suites: Array<TestModule | TestSuite> = [module, ...module.children.allSuites()];
  return suites.reduce((errors, suite) => errors + suite.errors().length, 0);
}
