import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, type DurationLike, durationMs, signedDurationMs } from './duration.js';
import { Instant } from './instant.js';
import { Time } from './legacy-time.js';

describe('durations', () => {
  it.each([
    [5000, 5000],
    ['5 s', 5000],
    ['5s', 5000],
    [' 100 ms ', 100],
    ['1 min', 60_000],
    ['3 m', 180_000],
    ['2 h', 7_200_000],
    ['1 d', 86_400_000],
    ['2 Days', 172_800_000],
    ['7', 7],
    ['1500 µs', 1],
    ['2000000 ns', 2],
    [Duration.ofSeconds(5), 5000],
    [Duration.ofMinutes(1), 60_000],
    [Duration.ofHours(1), 3_600_000],
    [Duration.ofDays(1), 86_400_000],
    [Duration.ofMillis(3), 3],
    [Duration.ofNanos(2_500_000), 2],
    [Time.minutes(2), 120_000],
  ] as [DurationLike, number][])('%s is %i ms', (value, ms) => {
    expect(durationMs(value)).toBe(ms);
  });

  it.each([
    '5 parsecs',
    '5 S S',
    's',
    '',
    '-5 s',
    '1.5 s',
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    {},
    Duration.ofMillis(-1),
    Time.seconds(-1),
  ])('refuse %s', (value) => {
    expect(() => durationMs(value as DurationLike)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }));
  });

  it('name the units there are', () => {
    expect(() => durationMs('5 sek', 'The interval')).toThrow(
      expect.objectContaining({
        message: "The interval '5 sek' has the unknown unit 'sek'.",
        hint: expect.stringContaining('s | sec | secs | second | seconds'),
      }),
    );
  });

  it('print in the largest unit that divides them, and are read back', () => {
    const printed = [0, 100, 5000, 60_000, 7_200_000, 86_400_000].map((ms) => String(Duration.ofMillis(ms)));
    expect(printed).toEqual(['0 ms', '100 ms', '5 s', '1 min', '2 h', '1 d']);
    fc.assert(
      fc.property(fc.nat({ max: 9_000_000_000 }), (ms) => {
        expect(Duration.parse(String(Duration.ofMillis(ms))).equals(Duration.ofMillis(ms))).toBe(true);
      }),
    );
    expect(JSON.stringify({ gap: Duration.ofNanos(1500) })).toBe('{"gap":"1500 ns"}');
  });
});

describe('Instant', () => {
  it('is made of and turned into milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (ms) => {
        expect(Instant.ofEpochMilli(ms).toEpochMilli()).toBe(ms);
      }),
    );
    expect([Instant.ofEpochMilli(-1).seconds, Instant.ofEpochMilli(-1).nanos]).toEqual([-1, 999_000_000]);
  });

  it('prints as ISO 8601', () => {
    const printed = [new Instant(0), new Instant(0, 5), new Instant(1, 250_000_000), new Instant(-1)].map(String);
    expect(printed).toEqual([
      '1970-01-01T00:00:00Z',
      '1970-01-01T00:00:00.000000005Z',
      '1970-01-01T00:00:01.250Z',
      '1969-12-31T23:59:59Z',
    ]);
  });

  it.each([
    [0.5, 0],
    [0, -1],
    [0, 1_000_000_000],
    [Number.NaN, 0],
  ])('refuses Instant(%d, %d)', (seconds, nanos) => {
    // biome-ignore format: pairs
    expect(() => new Instant(seconds, nanos)).toThrow(expect.objectContaining({ code: 'INSTANT_INVALID' }));
  });

  it('is equal to another of the same moment', () => {
    expect([new Instant(1, 2).equals(new Instant(1, 2)), new Instant(1, 2).equals(new Instant(1, 3))]).toEqual([
      true,
      false,
    ]);
  });
});

describe('durations that may be negative', () => {
  it.each<[DurationLike, number]>([
    [-5000, -5000],
    [-0, 0],
    ['-5 s', -5000],
    [' - 100 ms', -100],
    ['5 s', 5000],
    ['-0', 0],
    [Duration.ofSeconds(-1), -1000],
    [Time.seconds(-2), -2000],
  ])('%s is %i ms', (value, ms) => {
    expect(signedDurationMs(value)).toBe(ms);
  });

  it.each(['--5 s', '-', '- soon', Number.NaN, 0.5, null])('%s is none', (value) => {
    expect(() => signedDurationMs(value as DurationLike, 'The bound')).toThrow(/^The bound /);
  });
});
