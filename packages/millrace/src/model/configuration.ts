import { type ConfigType, ConfigTypes, parseListValue } from './config-type.js';
import { MillraceError } from './millrace-error.js';
import { nameHint } from './nearest-name.js';
import { HIDDEN, hideSecrets, isSensitiveKey } from './secrets.js';

/** An option there is: its key, what it takes, what it is when nothing is set, and what it does. */
export interface ConfigOption<T> {
  readonly key: string;
  readonly type: ConfigType<T>;
  /** Undefined: the option has no value unless one is set. */
  readonly defaultValue: T | undefined;
  /** What the option does, one or two sentences. */
  readonly description: string;
}

/** Options given as an object: what `Configuration.fromDict` and the command line take. */
export type ConfigurationValues = Readonly<Record<string, string | number | boolean>>;

/**
 * Settings as pairs of key and text, as PyFlink's `Configuration`.
 *
 * @example
 * ```ts
 * import { Configuration } from 'millrace';
 *
 * const configuration = new Configuration().setInteger('parallelism.default', 2);
 * console.log(configuration.getInteger('parallelism.default', 1));
 * ```
 */
export class Configuration {
  private readonly values = new Map<string, string>();

  /** @param other a configuration to copy. */
  constructor(other?: Configuration) {
    if (other !== undefined) this.addAll(other);
  }

  /** A configuration of the pairs of an object. */
  static fromDict(values: ConfigurationValues): Configuration {
    const configuration = new Configuration();
    for (const [key, value] of Object.entries(values)) configuration.put(key, String(value));
    return configuration;
  }

  /** The items of a list value: `[a, b]` or `a;b`. */
  static parseListValue(value: string): string[] {
    return parseListValue(value);
  }

  getString(key: string, defaultValue: string): string;
  getString(key: string, defaultValue?: string): string | undefined;
  getString(key: string, defaultValue?: string): string | undefined {
    return this.values.get(key) ?? defaultValue;
  }

  setString(key: string, value: string): this {
    if (typeof value !== 'string') throw invalidValue(key, String(value), 'text');
    return this.put(key, value);
  }

  /** @throws MillraceError `CONFIG_INVALID_VALUE` when what is set is not a whole number of 32 bits. */
  getInteger(key: string, defaultValue: number): number {
    return this.read(key, ConfigTypes.integer) ?? defaultValue;
  }

  setInteger(key: string, value: number): this {
    return this.write(key, ConfigTypes.integer, value);
  }

  /** @throws MillraceError `CONFIG_INVALID_VALUE` when what is set is neither true nor false. */
  getBoolean(key: string, defaultValue: boolean): boolean {
    return this.read(key, ConfigTypes.boolean) ?? defaultValue;
  }

  setBoolean(key: string, value: boolean): this {
    return this.write(key, ConfigTypes.boolean, value);
  }

  /** @throws MillraceError `CONFIG_INVALID_VALUE` when what is set is not a number. */
  getFloat(key: string, defaultValue: number): number {
    return this.read(key, ConfigTypes.float) ?? defaultValue;
  }

  setFloat(key: string, value: number): this {
    return this.write(key, ConfigTypes.float, value);
  }

  /** Bytes; in the configuration they stand as base64. */
  getBytearray(key: string, defaultValue: Uint8Array): Uint8Array {
    return this.read(key, bytesType) ?? defaultValue;
  }

  setBytearray(key: string, value: Uint8Array): this {
    return this.put(key, bytesType.print(value));
  }

  /** The value of an option, or its default. */
  get<T>(option: ConfigOption<T> & { readonly defaultValue: T }): T;
  get<T>(option: ConfigOption<T>): T | undefined;
  get<T>(option: ConfigOption<T>): T | undefined {
    return this.read(option.key, option.type) ?? option.defaultValue;
  }

  set<T>(option: ConfigOption<T>, value: T): this {
    return this.write(option.key, option.type, value);
  }

  keySet(): Set<string> {
    return new Set(this.values.keys());
  }

  containsKey(key: string): boolean {
    return this.values.has(key);
  }

  /** Sets every pair in an object. */
  addAllToDict(target: Record<string, string>): void {
    for (const [key, value] of this.values) target[key] = value;
  }

  /** Takes over all pairs of another configuration, each key behind `prefix`. */
  addAll(other: Configuration, prefix = ''): this {
    for (const [key, value] of other.values) this.put(prefix + key, value);
    return this;
  }

  /** Removes a key; false when it was not set. */
  removeConfig(key: string): boolean {
    return this.values.delete(key);
  }

  /** The pairs as an object, secrets included. */
  toDict(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  equals(other: unknown): boolean {
    if (!(other instanceof Configuration) || other.values.size !== this.values.size) return false;
    for (const [key, value] of this.values) if (other.values.get(key) !== value) return false;
    return true;
  }

  /** The pairs as text, secrets as `***`. */
  toString(): string {
    const shown = Object.entries(hideSecrets(this.toDict())).map(([key, value]) => `${key}=${value}`);
    return `{${shown.join(', ')}}`;
  }

  /** The pairs as an object with secrets as `***`, because JSON ends up in logs. */
  toJSON(): Record<string, string> {
    return hideSecrets(this.toDict());
  }

  private put(key: string, value: string): this {
    if (typeof key !== 'string' || key.trim() === '') {
      throw new MillraceError('CONFIG_UNKNOWN_KEY', 'A configuration key must be text, and not be empty.');
    }
    this.values.set(key, value);
    return this;
  }

  private read<T>(key: string, type: ConfigType<T>): T | undefined {
    const text = this.values.get(key);
    if (text === undefined) return undefined;
    const value = type.parse(text);
    if (value === undefined) throw invalidValue(key, text, type.form);
    return value;
  }

  private write<T>(key: string, type: ConfigType<T>, value: T): this {
    const text = type.print(value);
    if (type.parse(text) === undefined) throw invalidValue(key, text, type.form);
    return this.put(key, text);
  }
}

/**
 * Checks that every key is that of an option and every value has the option's form.
 *
 * @param prefixes keys that begin with one of these are somebody else's, such as `kafka.`.
 * @throws MillraceError `CONFIG_UNKNOWN_KEY` with the nearest key, or `CONFIG_INVALID_VALUE` with the accepted form.
 */
export function checkConfiguration(
  configuration: Configuration,
  options: Iterable<ConfigOption<unknown>>,
  prefixes: readonly string[] = [],
): void {
  const known = new Map(Array.from(options, (option) => [option.key, option]));
  for (const key of configuration.keySet()) {
    const option = known.get(key);
    if (option !== undefined) configuration.get(option);
    else if (!prefixes.some((prefix) => key.startsWith(prefix))) throw unknownKey(key, known.keys());
  }
}

/** The error for a key that no option has. */
function unknownKey(key: string, known: Iterable<string>): MillraceError {
  const hint = nameHint(key, known);
  return new MillraceError('CONFIG_UNKNOWN_KEY', `'${key}' is not a configuration key.`, {
    facts: { key },
    ...(hint === undefined ? {} : { hint }),
  });
}

function invalidValue(key: string, text: string, form: string): MillraceError {
  const seen = isSensitiveKey(key) ? HIDDEN : text;
  return new MillraceError('CONFIG_INVALID_VALUE', `'${key}' cannot be '${seen}'.`, {
    facts: { key, value: seen },
    hint: `It takes ${form}.`,
  });
}

const bytesType: ConfigType<Uint8Array> = {
  form: 'bytes as base64',
  parse(text) {
    try {
      return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    } catch {
      return undefined;
    }
  },
  print: (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
};
