import { expect, it } from 'vitest';
import { defineJob, isJobModule } from './define-job.js';

it('marks what it is given, and nothing else is a job', () => {
  const build = () => {};
  const job = defineJob(build, { name: 'sums' });
  expect([job.build, job.options]).toEqual([build, { name: 'sums' }]);
  expect(defineJob(build).options).toEqual({});
  expect([job, { build, options: {} }, build, null, undefined].map(isJobModule)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
