import { describe, expect, it } from 'vitest';
import { BucketAssigner, checkBucketId } from './bucket-assigner.js';
import { dateTimeWriter } from './date-time-pattern.js';

const context = (currentProcessingTime: number) => ({ currentProcessingTime, currentWatermark: 0, timestamp: 5 });
const at = (iso: string) => Date.parse(iso);

describe('bucket assigners', () => {
  it('put everything at the base path', () => {
    expect(BucketAssigner.basePathBucketAssigner().getBucketId('x', context(0))).toBe('');
  });

  it('go by processing time, an hour each, in the time zone given or that of the host', () => {
    const time = at('2026-01-31T23:59:59.999Z');
    const inUtc = BucketAssigner.dateTimeBucketAssigner('yyyy-MM-dd--HH', 'UTC');
    expect([time, time + 1, time].map((ms) => inUtc.getBucketId('x', context(ms)))).toEqual([
      '2026-01-31--23',
      '2026-02-01--00',
      '2026-01-31--23',
    ]);
    const here = new Date(time);
    const [hour] = /\d\d$/.exec(BucketAssigner.dateTimeBucketAssigner().getBucketId('x', context(time))) ?? [];
    expect(Number(hour)).toBe(here.getHours());
  });

  it.each(['a', 'a/b=c', '2026-01-31--23', 'ä '])('may give %s', (bucketId) => {
    expect(checkBucketId(bucketId)).toBe(bucketId);
  });

  it.each(['/a', 'a/', 'a//b', '..', 'a/../b', './a', 'a\\b', 'a\0', 5, undefined, null])(
    'may not give %s',
    (bucketId) => {
      expect(() => checkBucketId(bucketId)).toThrow(expect.objectContaining({ code: 'SINK_BUCKET_INVALID' }));
    },
  );
});

describe('a pattern of dates and times', () => {
  it.each([
    ['yyyy-MM-dd--HH', 'UTC', '2026-01-05T07:08:09.012Z', '2026-01-05--07'],
    ['uuuu/M/d H:m:s.SSS', 'UTC', '2026-01-05T07:08:09.012Z', '2026/1/5 7:8:9.012'],
    ['yyMMddHHmmssSS', 'Z', '2026-01-05T07:08:09.012Z', '26010507080901'],
    ["'dt='yyyy'''x'''", 'UTC', '2026-01-05T07:08:09.012Z', "dt=2026'x'"],
    ["HH''mm", 'UTC', '2026-01-05T07:08:09.012Z', "07'08"],
    ['HH:mm', '+05:30', '2026-01-05T07:08:09.012Z', '12:38'],
    ['dd HH', 'UTC-8', '2026-01-05T07:08:09.012Z', '04 23'],
    ['HH:mm', 'Asia/Kathmandu', '2026-01-05T07:08:09.012Z', '12:53'],
    ['HH', 'Europe/Berlin', '2026-03-29T00:59:59.999Z', '01'],
    ['HH', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', '03'],
    ['HH', 'Europe/Berlin', '2026-10-25T00:59:59.999Z', '02'],
    ['HH', 'Europe/Berlin', '2026-10-25T01:00:00.000Z', '02'],
    ['yyyy-MM-dd', 'UTC', '0033-01-05T07:08:09.012Z', '0033-01-05'],
  ])('%s in %s at %s', (pattern, zone, iso, text) => {
    expect(dateTimeWriter(pattern, zone)(at(iso))).toBe(text);
  });

  it('goes over a change of the clock and back', () => {
    const write = dateTimeWriter('HH', 'Europe/Berlin');
    const change = at('2026-03-29T01:00:00.000Z');
    expect([change, change - 1, change].map(write)).toEqual(['03', '01', '03']);
  });

  it.each([
    ['YYYY', 'UTC'],
    ['MMM', 'UTC'],
    ['hh a', 'UTC'],
    ["yyyy'", 'UTC'],
    ['SSSSSS', 'UTC'],
    ['yyyy', 'Mars/Olympus'],
  ])('refuses %s in %s', (pattern, zone) => {
    expect(() => dateTimeWriter(pattern, zone)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }));
  });
});
