import { JsonNumber, jsonOf } from '../../../model/json/json-conversion.js';
import { MillraceError } from '../../../model/millrace-error.js';
import type { TypeInformation } from '../../../model/type-information.js';
import { Types } from '../../../model/types.js';

/** How the values of one column are read from text and written to it. */
export interface CsvColumn {
  readonly name: string;
  readonly type: TypeInformation<unknown>;
  /** What an empty field is: the empty text, or null. */
  readonly emptyIsNull: boolean;
  /** @throws MillraceError `CSV_FIELD_MALFORMED` for text that is no such value. */
  read(text: string): unknown;
  write(value: unknown): string;
}

const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A JavaScript number surely holds so many digits. */
const EXACT_DIGITS = 15;

export function stringColumn(name: string): CsvColumn {
  return { name, type: Types.STRING(), emptyIsNull: false, read: (text) => text, write: String };
}

export function booleanColumn(name: string): CsvColumn {
  return {
    name,
    type: Types.BOOLEAN(),
    emptyIsNull: true,
    read(text) {
      const lower = text.trim().toLowerCase();
      if (lower === 'true' || lower === 'false') return lower === 'true';
      throw malformed(name, text, 'true or false');
    },
    write: String,
  };
}

export function numberColumn(name: string, type: TypeInformation<unknown>): CsvColumn {
  const { codec } = type;
  const options = { unknownFields: 'fail', missingFields: 'fail', nullFields: 'fail', exact: true } as const;
  const decode = jsonOf(type).decoder(options);
  return {
    name,
    type,
    emptyIsNull: true,
    read(text) {
      if (isPlainNumber(text)) {
        const value = Number(text);
        if (codec.fits?.(value) === true) return value;
      }
      const trimmed = text.trim();
      if (!NUMBER.test(trimmed)) throw malformed(name, text, 'a number');
      return decode(new JsonNumber(trimmed), undefined, name);
    },
    write: String,
  };
}

/** @param separator between the elements; undefined makes of a field one element. */
export function arrayColumn(name: string, separator: string | undefined, element: CsvColumn): CsvColumn {
  return {
    name,
    type: Types.LIST(element.type),
    emptyIsNull: false,
    read(text) {
      if (text === '') return [];
      return (separator === undefined ? [text] : text.split(separator)).map((part) => element.read(part));
    },
    write: (value) => (value as readonly unknown[]).map((part) => element.write(part)).join(separator ?? ''),
  };
}

/** Digits with at most a sign in front and a point inside, and few enough to be exact. */
function isPlainNumber(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > EXACT_DIGITS) return false;
  let points = 0;
  for (let i = text.charCodeAt(0) === 0x2d && length > 1 ? 1 : 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) points++;
    else if (code < 0x30 || code > 0x39) return false;
  }
  return points === 0 || (points === 1 && length > 2);
}

function malformed(column: string, text: string, expected: string): MillraceError {
  const seen = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new MillraceError('CSV_FIELD_MALFORMED', `The column '${column}' takes ${expected}, not '${seen}'.`, {
    facts: { column, seen },
    hint: 'Repair the data, declare the column as a string, or let the source skip records that cannot be read.',
  });
}
