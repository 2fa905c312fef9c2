import { expect, it } from 'vitest';
import type { ExplainedJob, ExplainedOperator } from '../plan/explain-job.js';
import { explanationText } from './explanation-text.js';

const operator = (id: number, name: string, more: Partial<ExplainedOperator>): ExplainedOperator => ({
  id,
  operator: 'map',
  name,
  uid: name.toLowerCase(),
  uidFromPlace: false,
  parallelism: 1,
  maxParallelism: 128,
  slotSharingGroup: 'default',
  task: 1,
  inputs: [],
  outputType: 'Long',
  sideOutputTypes: {},
  ...more,
});
const input = (from: number, partitioning = 'FORWARD') => ({ from, partitioning, chained: true, type: 'Long' });

const job: ExplainedJob = {
  jobName: 'sums',
  runtimeMode: 'STREAMING',
  operators: [
    operator(1, 'Names', {
      source: { connector: 'own', boundedness: 'bounded', replayable: false, options: { topic: 'names', ids: [1] } },
    }),
    operator(2, 'Join', {
      task: 2,
      uidFromPlace: true,
      slotSharingGroup: 'big',
      inputs: [{ ...input(1, 'HASH'), chained: false, keyType: 'Long' }, input(1)],
      sideOutputTypes: { late: 'String' },
    }),
    operator(3, 'Out', { task: 2, inputs: [input(2)], sink: { connector: 'print', guarantee: 'none', options: {} } }),
    operator(4, 'Late', { task: 2, inputs: [{ ...input(2), sideOutput: 'late' }] }),
  ],
  tasks: [
    { id: 1, name: 'Names', parallelism: 1, operators: [1] },
    { id: 2, name: 'Join -> Out', parallelism: 1, operators: [2, 3, 4] },
  ],
  warnings: ['Mind this.'],
};

it('is a tree for each end, which shows a shared part once', () => {
  expect(explanationText(job)).toBe(`Job 'sums': 4 operators in 2 tasks

[3] Out
│   sink print, guarantee none
│   task 2, parallelism 1 of at most 128
│   uid out
└── FORWARD, same task: Long
    [2] Join
    │   task 2, parallelism 1 of at most 128, slot sharing group big
    │   uid join (from its place in the program; uid() makes it last)
    │   gives Long
    │   gives String to side output 'late'
    ├── HASH by Long: Long
    │   [1] Names
    │       source own, bounded, cannot be read again
    │       topic names, ids [1]
    │       task 1, parallelism 1 of at most 128
    │       uid names
    │       gives Long
    └── FORWARD, same task: Long
        [1] Names (see above)

[4] Late
│   task 2, parallelism 1 of at most 128
│   uid late
│   gives Long
└── FORWARD, same task, side output 'late': Long
    [2] Join (see above)

Tasks (chains of operators, each in its parallel instances)
  1: Names, parallelism 1
  2: Join -> Out, parallelism 1

Warnings
  Mind this.
`);
});

it('says what BATCH mode gathers', () => {
  const sums = operator(2, 'Sums', { inputs: [{ ...input(1, 'HASH'), chained: false, gathered: 'by key' }] });
  const text = explanationText({ ...job, runtimeMode: 'BATCH', operators: [operator(1, 'Numbers', {}), sums] });
  expect(text).toMatch(/^Job 'sums' in BATCH mode: 2 operators/);
  expect(text).toContain('└── HASH, gathered by key: Long');
});
