import { MillraceError } from 'millrace';

/** What a `sasl.jaas.config` entry says. */
export interface JaasEntry {
  readonly loginModule: string;
  readonly options: ReadonlyMap<string, string>;
}

function malformed(reason: string): MillraceError {
  return new MillraceError(
    'KAFKA_PROPERTY_INVALID',
    `The Kafka property 'sasl.jaas.config' cannot be read: ${reason}.`,
    {
      facts: { property: 'sasl.jaas.config' },
      hint: `Write it as: org.apache.kafka.common.security.scram.ScramLoginModule required username="…" password="…";`,
    },
  );
}

// A quoted value with backslash escapes, or a bare word.
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"=;]+)|([=;]))/y;

/**
 * Reads one JAAS entry: a login module, its control flag, `name=value` options, a semicolon at the end.
 *
 * @throws MillraceError KAFKA_PROPERTY_INVALID, which never shows the text, as it holds a password.
 */
export function parseJaasConfig(text: string): JaasEntry {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const match = TOKEN.exec(text);
    if (match === null) throw malformed('a quotation mark is not closed');
    tokens.push(match[1]?.replaceAll(/\\(.)/g, '$1') ?? match[2] ?? (match[3] as string));
  }
  const [loginModule, flag, ...rest] = tokens;
  if (loginModule === undefined || flag === undefined)
    throw malformed('a login module and its control flag are missing');
  if (rest.at(-1) !== ';') throw malformed('the semicolon at the end is missing');
  const options = new Map<string, string>();
  for (let index = 0; index < rest.length - 1; index += 3) {
    const [name, equals, value] = rest.slice(index, index + 3);
    if (name === undefined || equals !== '=' || value === undefined || value === ';')
      throw malformed('an option is not of the form name=value');
    options.set(name, value);
  }
  return { loginModule, options };
}
