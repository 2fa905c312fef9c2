import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BigDecimal, parseDecimalText } from './big-decimal.js';
import { isUnscaledDecimal, parseDecimal, printDecimal, rescaleDecimal } from './decimal.js';

const unscaled38 = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

describe('DECIMAL', () => {
  it.each([
    ['12.5', 5, 2, 1250],
    ['0.005', 5, 2, 1],
    ['0.0049999', 5, 2, 0],
    ['-0.005', 5, 2, -1],
    ['999.994', 5, 2, 99999],
    ['999.995', 5, 2, undefined],
    ['1e2', 5, 2, 10000],
    ['-0', 5, 2, 0],
    ['.5', 2, 1, 5],
    ['5.', 2, 1, 50],
    ['9007199254740992', 38, 0, 9007199254740992n],
    ['9'.repeat(38), 38, 0, 10n ** 38n - 1n],
    ['1e38', 38, 0, undefined],
    ['1e-99999', 38, 38, 0],
    ['0e99999', 5, 2, 0],
    ['', 5, 2, undefined],
    ['.', 5, 2, undefined],
    ['1,5', 5, 2, undefined],
    ['0x1', 5, 2, undefined],
    ['1e99999999', 38, 0, undefined],
  ])('reads %s as DECIMAL(%i, %i)', (text, precision, scale, unscaled) => {
    expect(parseDecimal(text, precision, scale)).toBe(unscaled);
  });

  it('reads what it prints', () => {
    fc.assert(
      fc.property(unscaled38, fc.nat(38), (value, scale) => {
        const canonical = rescaleDecimal(value, 0, 0, 38) ?? 0;
        expect(parseDecimal(printDecimal(canonical, scale), 38, scale)).toBe(canonical);
        expect(isUnscaledDecimal(canonical, 38)).toBe(true);
      }),
    );
  });

  it('rounds half away from zero when the scale shrinks', () => {
    fc.assert(
      fc.property(unscaled38, fc.integer({ min: 1, max: 30 }), (value, digits) => {
        const rounded = BigInt(rescaleDecimal(value, digits, 0, 38) ?? 0);
        const unit = 10n ** BigInt(digits);
        const off = value - rounded * unit;
        const distance = off < 0n ? -off : off;
        expect(distance * 2n <= unit).toBe(true);
        // Exactly half way, the rounded value is the one further from zero.
        if (distance * 2n === unit) expect(value < 0n ? rounded * unit < value : rounded * unit > value).toBe(true);
      }),
    );
  });

  it('knows the canonical form', () => {
    expect([5, -99999, 0].map((value) => isUnscaledDecimal(value, 5))).toEqual([true, true, true]);
    const others = [5n, 100000, 0.5, Number.NaN, -0, '5', null];
    expect(others.map((value) => isUnscaledDecimal(value, 5))).toEqual(others.map(() => false));
  });
});

describe('BigDecimal', () => {
  it.each([
    ['12.50', '12.50', 2],
    ['-0.0012', '-0.0012', 4],
    ['1e3', '1000', -3],
    ['1.5E-3', '0.0015', 4],
    ['007', '7', 0],
  ])('reads %s', (text, printed, scale) => {
    expect([String(BigDecimal.of(text)), BigDecimal.of(text).scale]).toEqual([printed, scale]);
  });

  it('is exact, and tells 1.0 from 1.00', () => {
    expect(BigDecimal.of(5).equals(BigDecimal.of(5n))).toBe(true);
    expect(BigDecimal.of('1.0').equals(BigDecimal.of('1.00'))).toBe(false);
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: -30, max: 30 }), (unscaled, scale) => {
        const printed = String(new BigDecimal(unscaled, scale));
        const back = parseDecimalText(printed) ?? { unscaled: 0n, scale: 0 };
        expect(back.unscaled * 10n ** BigInt(60 - back.scale)).toBe(unscaled * 10n ** BigInt(60 - scale));
      }),
    );
  });

  it.each([[0.5], ['1.2.3'], ['abc'], ['1e200000'], [Number.NaN]])('refuses %s', (value) => {
    expect(() => BigDecimal.of(value)).toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
  });
});
