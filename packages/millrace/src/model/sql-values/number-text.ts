/** A double as Java prints it: `1.0`, `1.0E10`, `NaN`, `-0.0`; the fewest digits that give the same double. */
export function printDouble(value: number): string {
  return special(value) ?? javaForm(value, value.toExponential());
}

/** A float as Java prints it; `value` is one of 32 bits. */
export function printFloat(value: number): string {
  const name = special(value);
  if (name !== undefined) return name;
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return javaForm(value, text);
  }
  return javaForm(value, value.toExponential());
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return undefined;
}

/** Writes `d.ddde±n` in plain form from 10^-3 to 10^7, else as `d.dddE±n`; there is always a digit behind the point. */
function javaForm(value: number, exponential: string): string {
  const [mantissa = '', exponentText = ''] = exponential.split('e');
  const exponent = Number(exponentText);
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < -3 || exponent >= 7) {
    return `${sign}${digits[0]}.${digits.length > 1 ? digits.slice(1) : '0'}E${exponent}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}.${fraction === '' ? '0' : fraction}`;
}
