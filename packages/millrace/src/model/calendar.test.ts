import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, formatTime, formatTimestamp, parseDate, parseTime, parseTimestamp } from './calendar.js';

describe('dates and times as text', () => {
  it('are those of Date, in the range of Date with four digits', () => {
    const ms = fc.integer({ min: Date.UTC(0, 0, 1) - 1.9e12 * 31, max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(ms, (time) => {
        fc.pre(time >= Date.parse('0000-01-01T00:00:00Z'));
        const iso = new Date(time).toISOString().slice(0, -1);
        expect(parseTimestamp(iso)).toBe(time);
        expect(
          formatTimestamp(time, 'T')
            .padEnd(23, '0')
            .replace(/(:\d\d)0(\d*)$/, '$1.$2'),
        ).toBe(iso);
      }),
    );
  });

  it('come back, for every day that 32 bits hold', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(86_399_999), (days, ms) => {
        expect(parseDate(formatDate(days))).toBe(days);
        expect(parseTime(formatTime(ms))).toBe(ms);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [0, '1970-01-01'],
    [-719_528, '0000-01-01'],
    [-719_529, '-0001-12-31'],
    [2_932_896, '9999-12-31'],
    [2_932_897, '+10000-01-01'],
    [11_016, '2000-02-29'],
  ])('day %i is %s', (days, text) => {
    expect([formatDate(days), parseDate(text)]).toEqual([text, days]);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '26-01-01', '2026-01-01x', ''])(
    'refuse the date %j',
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );

  it.each(['24:00:00', '12:60:00', '12:00:60', '12', '12:00:00.', '1:00:00'])('refuse the time %j', (text) => {
    expect([parseTime(text), parseTimestamp(`2026-01-01 ${text}`)]).toEqual([undefined, undefined]);
  });

  it('cut off what is finer than a millisecond', () => {
    expect(parseTime('00:00:00.123999999Z')).toBe(123);
  });
});
