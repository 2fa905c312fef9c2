import { Duration, type DurationLike, durationMs } from './duration.js';

/** How the values of an option are read from text, checked and written. */
export interface ConfigType<T> {
  /** The accepted form, as an error says it: `a whole number`. */
  readonly form: string;
  /** The value of a text; undefined when it has not the form. */
  parse(text: string): T | undefined;
  print(value: T): string;
}

const INT_MAX = 0x7fff_ffff;

function numberType(form: string, fits: (value: number) => boolean): ConfigType<number> {
  return {
    form,
    parse(text) {
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
      return fits(value) ? value : undefined;
    },
    print: String,
  };
}

const string: ConfigType<string> = { form: 'text', parse: (text) => text, print: (value) => value };

const integer = numberType(
  'a whole number of 32 bits',
  (v) => Number.isInteger(v) && v >= -INT_MAX - 1 && v <= INT_MAX,
);

const long = numberType('a whole number', Number.isSafeInteger);

const float = numberType('a number', Number.isFinite);

const boolean: ConfigType<boolean> = {
  form: 'true or false',
  parse(text) {
    const lower = text.trim().toLowerCase();
    return lower === 'true' ? true : lower === 'false' ? false : undefined;
  },
  print: String,
};

/** Durations are milliseconds in memory and keep the form in which they were given. */
const duration: ConfigType<number> = {
  form: "a duration such as '100 ms', '5 s', '1 min', '2 h', '1 d'",
  parse(text) {
    try {
      return durationMs(text as DurationLike);
    } catch {
      return undefined;
    }
  },
  print: (ms) => String(Duration.ofMillis(ms)),
};

const MEMORY_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  bytes: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  kibibytes: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mebibytes: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gibibytes: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
  tebibytes: 2 ** 40,
};

/** Sizes are bytes in memory. */
const memory: ConfigType<number> = {
  form: "a size such as '512 kb', '64 mb', '2 gb'",
  parse(text) {
    const match = /^(\d+)\s*([a-z]*)$/i.exec(text.trim());
    const unit = MEMORY_UNITS[(match?.[2] ?? '').toLowerCase()];
    if (match === null || unit === undefined) return undefined;
    const bytes = Number(match[1]) * unit;
    return Number.isSafeInteger(bytes) ? bytes : undefined;
  },
  print(bytes) {
    for (const unit of ['gb', 'mb', 'kb']) {
      const size = MEMORY_UNITS[unit] ?? 1;
      if (bytes > 0 && bytes % size === 0) return `${bytes / size} ${unit}`;
    }
    return `${bytes} b`;
  },
};

/** One of some words; letter case and `_` for `-` do not matter, as in Flink. */
function enumeration<const V extends string>(values: readonly V[]): ConfigType<V> {
  const normal = (text: string): string => text.trim().toLowerCase().replaceAll('_', '-');
  return {
    form: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => normal(value) === normal(text)),
    print: (value) => value,
  };
}

/** Several values: `[a, b]` or `a;b`. */
function list<T>(element: ConfigType<T>): ConfigType<T[]> {
  return {
    form: `a list such as [x, y] or x;y, each ${element.form}`,
    parse(text) {
      const values = parseListValue(text).map((item) => element.parse(item));
      return values.some((value) => value === undefined) ? undefined : (values as T[]);
    },
    print: (values) => `[${values.map((value) => quoted(element.print(value))).join(', ')}]`,
  };
}

/** The types of configuration options. */
export const ConfigTypes = { string, integer, long, float, boolean, duration, memory, enumeration, list } as const;

/** The items of a list: `[a, 'b, c']` as YAML has it, or `a;b` as Flink had it before. */
export function parseListValue(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  const yaml = trimmed.startsWith('[') && trimmed.endsWith(']');
  return splitQuoted(yaml ? trimmed.slice(1, -1) : trimmed, yaml ? ',' : ';').filter((item) => item !== '');
}

/** Splits at a separator outside quotes; in quotes, a doubled quote stands for one. */
function splitQuoted(text: string, separator: string): string[] {
  const items: string[] = [];
  let item = '';
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (char !== quote) item += char;
      else if (text[i + 1] === quote) item += text[++i];
      else quote = '';
    } else if ((char === "'" || char === '"') && item.trim() === '') {
      quote = char;
      item = '';
    } else if (char === separator) {
      items.push(item.trim());
      item = '';
    } else {
      item += char;
    }
  }
  items.push(item.trim());
  return items;
}

function quoted(text: string): string {
  return /^[\w.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
