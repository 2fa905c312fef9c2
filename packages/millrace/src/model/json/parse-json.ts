import { MillraceError } from '../millrace-error.js';
import { setField } from '../untyped-values.js';
import { JsonNumber } from './json-conversion.js';

/** How deep JSON may be nested, as in Flink's reader. */
export const MAX_JSON_DEPTH = 1000;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** The most digits of a whole number that a JavaScript number surely holds. */
const EXACT_DIGITS = 15;
/** A quote, a backslash or a control character: what plain text of a string ends at. */
const STRING_END = /[^ !#-[\]-\uffff]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Parses JSON as `JSON.parse` does, but hands out every number that is not a plain whole one of up to 15 digits as a
 * {@link JsonNumber} with its text.
 *
 * @throws MillraceError `JSON_MALFORMED` with the position and an excerpt; `JSON_TOO_DEEP`.
 */
export function parseJsonExactly(text: string): unknown {
  return new JsonParser(text).parse();
}

class JsonParser {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  parse(): unknown {
    const value = this.value(0);
    this.skipSpace();
    if (this.position < this.text.length) throw this.malformed('nothing may follow the value');
    return value;
  }

  private value(depth: number): unknown {
    if (depth > MAX_JSON_DEPTH) throw jsonTooDeep();
    this.skipSpace();
    switch (this.text[this.position]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.position++;
    this.skipSpace();
    if (this.take('}')) return object;
    do {
      this.skipSpace();
      if (this.text[this.position] !== '"') throw this.malformed('a field name in quotes is expected');
      const name = this.string();
      this.skipSpace();
      if (!this.take(':')) throw this.malformed("':' is expected");
      setField(object, name, this.value(depth + 1));
      this.skipSpace();
    } while (this.take(','));
    if (!this.take('}')) throw this.malformed("',' or '}' is expected");
    return object;
  }

  private array(depth: number): unknown[] {
    const array: unknown[] = [];
    this.position++;
    this.skipSpace();
    if (this.take(']')) return array;
    do {
      array.push(this.value(depth + 1));
      this.skipSpace();
    } while (this.take(','));
    if (!this.take(']')) throw this.malformed("',' or ']' is expected");
    return array;
  }

  private string(): string {
    let result = '';
    let start = ++this.position;
    for (;;) {
      STRING_END.lastIndex = start;
      const end = STRING_END.exec(this.text)?.index;
      if (end === undefined) {
        this.position = this.text.length;
        throw this.malformed('a string does not end');
      }
      result += this.text.slice(start, end);
      this.position = end;
      const char = this.text[end];
      if (char === '"') {
        this.position++;
        return result;
      }
      if (char !== '\\') throw this.malformed('a control character in a string must be escaped');
      result += this.escape();
      start = this.position;
    }
  }

  private escape(): string {
    const char = this.text[this.position + 1] ?? '';
    if (char === 'u') {
      const digits = this.text.slice(this.position + 2, this.position + 6);
      if (!/^[\da-f]{4}$/i.test(digits)) throw this.malformed("'\\u' takes four hexadecimal digits");
      this.position += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = ESCAPES[char];
    if (meant === undefined) throw this.malformed('an escape is not known');
    this.position += 2;
    return meant;
  }

  private number(): number | JsonNumber {
    NUMBER.lastIndex = this.position;
    const text = NUMBER.exec(this.text)?.[0];
    if (text === undefined) throw this.malformed('a value is expected');
    this.position += text.length;
    if (text.length > EXACT_DIGITS || !/^(?:0|-?[1-9]\d*)$/.test(text)) return new JsonNumber(text);
    return Number(text);
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.position)) throw this.malformed('a value is expected');
    this.position += word.length;
    return value;
  }

  private take(char: string): boolean {
    if (this.text[this.position] !== char) return false;
    this.position++;
    return true;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.position++;
    }
  }

  private malformed(what: string): MillraceError {
    return jsonMalformed(this.text, this.position, what);
  }
}

/** The error for text that is not JSON, with what stands around the place. */
export function jsonMalformed(text: string, position: number, what: string): MillraceError {
  const start = Math.max(0, position - 20);
  const excerpt = `${start > 0 ? '…' : ''}${text.slice(start, position + 20)}${position + 20 < text.length ? '…' : ''}`;
  const place = position >= text.length ? 'at the end' : `at character ${position}`;
  return new MillraceError('JSON_MALFORMED', `The text is not JSON: ${what} ${place}.`, {
    facts: { position, length: text.length, excerpt },
    hint: 'Repair the data, or let the source skip records that cannot be read.',
  });
}

export function jsonTooDeep(): MillraceError {
  return new MillraceError('JSON_TOO_DEEP', `The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`, {
    facts: { limit: MAX_JSON_DEPTH },
    hint: 'Flatten the data, or let the source skip records that cannot be read.',
  });
}
