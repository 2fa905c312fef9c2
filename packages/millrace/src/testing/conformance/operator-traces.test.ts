import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared } from '../../../../../tools/requirements.js';
import { runTrace } from './run-trace.test-support.js';
import { readTraces } from './trace.test-support.js';
import { traceExceptions } from './trace-exceptions.test-support.js';
import { traceSubjects } from './trace-subjects.test-support.js';

describeWithShared('operator traces of Flink', (folder) => {
  const traces = readTraces(join(folder, 'conformance', 'operators'));
  const outcomes = { passed: [] as string[], failed: [] as string[], 'not yet': [] as string[] };

  describe.each([
    ['in one run', false],
    ['with snapshot and restore between any two steps', true],
  ])('%s', (_mode, restoreEachStep) => {
    it.each(traces.map((trace) => [trace.id, trace] as const))('%s', async (id, trace) => {
      const subject = traceSubjects[id];
      let failure: unknown = subject === undefined ? new Error(`No operator is given for ${id}.`) : undefined;
      if (subject !== undefined) {
        try {
          await runTrace(trace, subject(), restoreEachStep);
        } catch (cause) {
          failure = cause;
        }
      }
      const isException = Object.hasOwn(traceExceptions, id);
      if (!restoreEachStep) outcomes[failure === undefined ? 'passed' : isException ? 'not yet' : 'failed'].push(id);
      if (!isException && failure !== undefined) throw failure;
      expect(isException && failure === undefined, `${id} passes: take it from the exceptions`).toBe(false);
    });
  });

  it('lists as exceptions only traces that there are', () => {
    const ids = new Set(traces.map(({ id }) => id));
    expect(Object.keys(traceExceptions).filter((id) => !ids.has(id))).toEqual([]);
  });

  afterAll(() => {
    const { passed, failed, 'not yet': notYet } = outcomes;
    const lines = [
      `operator traces: ${passed.length} passed, ${failed.length} failed, ${notYet.length} not yet`,
      ...Object.entries(outcomes).flatMap(([outcome, ids]) => ids.map((id) => `  ${outcome}: ${id}`)),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  });
});
