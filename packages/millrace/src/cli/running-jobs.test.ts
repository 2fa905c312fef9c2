import { expect, it } from 'vitest';
import { RunningJobs } from './running-jobs.js';

const progress = (recordsOut: number) => [{ name: 'Map', uid: 'map', recordsIn: recordsOut, recordsOut, watermark: 0 }];

it('knows which operators entered user code last, of the jobs that run', () => {
  const jobs = new RunningJobs(() => 0);
  const activity = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  jobs.started({ job: 0, jobName: 'a', operators: ['Source', 'Map'], activity });
  expect([jobs.anyRuns, jobs.lastEntered()]).toEqual([true, []]);
  activity[0] = 1;
  expect(jobs.lastEntered()).toEqual(['Map']);
  jobs.ended({ job: 0, end: 'failed', operators: [] });
  expect([jobs.anyRuns, jobs.hasFailed, jobs.lastEntered()]).toEqual([false, true, []]);
});

it('draws jobs that have been looked at, with the rate between two looks', () => {
  let now = 1_000;
  const jobs = new RunningJobs(() => now);
  jobs.started({ job: 0, jobName: 'a', operators: ['Map'], activity: new Int32Array(1) });
  expect(jobs.lines(80)).toEqual([]);
  jobs.progressed([{ job: 0, operators: progress(10) }]);
  now = 3_000;
  jobs.progressed([{ job: 0, operators: progress(50) }]);
  expect(jobs.lines(80)[0]).toBe("Job 'a' is running, 2 s");
  expect(jobs.lines(80)[2]).toContain('20/s');
  jobs.ended({ job: 0, end: 'canceled', operators: progress(50) });
  expect(jobs.lines(80)[0]).toBe("Job 'a' has been canceled, 2 s");
});
