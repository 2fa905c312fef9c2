import { MillraceError } from '../../../model/millrace-error.js';

/**
 * How part files are named: `PREFIX-ID-NUMBERSUFFIX`.
 *
 * @example
 * ```ts
 * import { OutputFileConfig } from 'millrace';
 *
 * const config = OutputFileConfig.builder().withPartPrefix('orders').withPartSuffix('.json').build();
 * console.log(config.getPartPrefix(), config.getPartSuffix());
 * ```
 */
export class OutputFileConfig {
  /**
   * @param partPrefix default `part`.
   * @param partSuffix default none.
   * @throws MillraceError `CONFIG_INVALID_VALUE` for one that no file name can have, or that would hide the files.
   */
  constructor(
    private readonly partPrefix = 'part',
    private readonly partSuffix = '',
  ) {
    check('partPrefix', partPrefix, /^(?![._])[^/\\\0]+$/);
    check('partSuffix', partSuffix, /^[^/\\\0]*$/);
  }

  static builder(): OutputFileConfigBuilder {
    return new OutputFileConfigBuilder('part', '');
  }

  getPartPrefix(): string {
    return this.partPrefix;
  }

  getPartSuffix(): string {
    return this.partSuffix;
  }
}

/** Builds an {@link OutputFileConfig} step by step. */
export class OutputFileConfigBuilder {
  constructor(
    private readonly prefix: string,
    private readonly suffix: string,
  ) {}

  withPartPrefix(prefix: string): OutputFileConfigBuilder {
    return new OutputFileConfigBuilder(prefix, this.suffix);
  }

  withPartSuffix(suffix: string): OutputFileConfigBuilder {
    return new OutputFileConfigBuilder(this.prefix, suffix);
  }

  build(): OutputFileConfig {
    return new OutputFileConfig(this.prefix, this.suffix);
  }
}

function check(name: string, value: unknown, allowed: RegExp): void {
  if (typeof value === 'string' && allowed.test(value)) return;
  throw new MillraceError('CONFIG_INVALID_VALUE', `'${name}' cannot be '${String(value)}'.`, {
    facts: { key: name, value: String(value) },
    hint: 'It is part of a file name: no / and \\, and no . or _ in front, which would hide the files.',
  });
}
