import type { DataType, FieldType, IntervalQualifier } from '../ast/data-type.js';
import { commas, type Print, type Printers, parenthesized, words } from './print.js';

function withNullability(text: string, { nullable }: DataType): string {
  return words(text, nullable === true && 'NULL', nullable === false && 'NOT NULL');
}

/** Numbers in parentheses, if there are any. */
function numbers(...given: readonly (number | undefined)[]): string {
  const there = given.filter((each) => each !== undefined);
  return there.length === 0 ? '' : `(${there.join(', ')})`;
}

function qualifierText({ from, to, precision, fraction }: IntervalQualifier): string {
  if (to === undefined) return `${from}${numbers(precision, fraction)}`;
  return `${from}${numbers(precision)} TO ${to}${numbers(fraction)}`;
}

function collection(word: string) {
  return (type: Extract<DataType, { kind: 'array-type' | 'multiset-type' }>, print: Print) =>
    withNullability(`${word}<${print(type.element)}>`, type);
}

export const typePrinters: Printers<DataType | FieldType | IntervalQualifier> = {
  'interval-qualifier': qualifierText,
  'scalar-type': (type) => withNullability(`${type.name}${numbers(type.precision, type.scale)}`, type),
  'array-type': collection('ARRAY'),
  'multiset-type': collection('MULTISET'),
  'map-type': (type, print) => withNullability(`MAP<${print(type.key)}, ${print(type.value)}>`, type),
  'row-type': (type, print) => withNullability(`ROW${fieldsText(type.fields, print)}`, type),
  'structured-type': (type, print) =>
    withNullability(`STRUCTURED<${commas([type.className, ...type.fields], print)}>`, type),
  'raw-type': (type, print) => withNullability(`RAW${parenthesized([type.className, type.serializer], print)}`, type),
  'interval-type': (type, print) => withNullability(`INTERVAL ${print(type.qualifier)}`, type),
  'user-type': (type, print) => withNullability(print(type.path), type),
  'field-type': ({ name, type, comment }, print) => words(print(name), print(type), comment && print(comment)),
};

/** In angle brackets; an empty list would look like the operator <>. */
function fieldsText(fields: readonly FieldType[], print: Print): string {
  return fields.length === 0 ? '()' : `<${commas(fields, print)}>`;
}
