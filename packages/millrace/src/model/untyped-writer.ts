import type { BigDecimal } from './big-decimal.js';
import { bigintToBytes } from './bigint-bytes.js';
import type { DataWriter } from './data-writer.js';
import type { Instant } from './instant.js';
import { MillraceError } from './millrace-error.js';
import { Row } from './row.js';
import { describeValue } from './type-mismatch.js';
import { BIG_DEC_TYPE } from './types/big-decimal.js';
import { INSTANT_TYPE } from './types/instant.js';
import { Tag, UNTYPED_VERSION } from './untyped-format.js';
import {
  checkHoles,
  MAX_UNTYPED_DEPTH,
  notCloneable,
  tooDeep,
  type UntypedKind,
  untypedKindOf,
  viewBytes,
  viewNumber,
} from './untyped-values.js';

/** Most values hold few objects, and a short list is searched faster than a map is made. */
const LISTED = 12;

/** Gives each object of one value its number, in the order in which they are met. */
class ReferenceTable {
  private readonly list: object[] = [];
  private map: Map<object, number> | undefined;

  /** The number of an object met before, or -1 after giving it one. */
  meet(value: object): number {
    const map = this.map;
    if (map !== undefined) {
      const known = map.get(value);
      if (known !== undefined) return known;
      map.set(value, map.size);
      return -1;
    }
    const known = this.list.indexOf(value);
    if (known !== -1) return known;
    this.list.push(value);
    if (this.list.length > LISTED) this.map = new Map(this.list.map((object, i) => [object, i]));
    return -1;
  }
}

/** Appends any value that structured clone can carry, in the stable untyped form. */
export function writeUntyped(value: unknown, out: DataWriter): void {
  const start = out.length;
  out.writeUint8(UNTYPED_VERSION);
  if (writePrimitive(value, out)) return;
  try {
    new UntypedWriter(out).write(value);
  } catch (error) {
    out.truncate(start);
    throw error;
  }
}

function writePrimitive(value: unknown, out: DataWriter): boolean {
  switch (typeof value) {
    case 'number':
      writeNumber(value, out);
      return true;
    case 'string':
      out.writeUint8(Tag.STRING);
      out.writeString(value);
      return true;
    case 'boolean':
      out.writeUint8(value ? Tag.TRUE : Tag.FALSE);
      return true;
    case 'undefined':
      out.writeUint8(Tag.UNDEFINED);
      return true;
    case 'bigint':
      out.writeUint8(Tag.BIGINT);
      out.writeBytes(bigintToBytes(value));
      return true;
    default:
      if (value !== null) return false;
      out.writeUint8(Tag.NULL);
      return true;
  }
}

function writeNumber(value: number, out: DataWriter): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    out.writeUint8(Tag.INTEGER);
    out.writeLong(value);
  } else {
    out.writeUint8(Tag.DOUBLE);
    out.writeFloat64(value);
  }
}

class UntypedWriter {
  private readonly steps: (string | number)[] = [];
  private readonly references = new ReferenceTable();
  private readonly out: DataWriter;

  constructor(out: DataWriter) {
    this.out = out;
  }

  write(value: unknown): void {
    if (writePrimitive(value, this.out)) return;
    if (typeof value !== 'object' || value === null) throw notCloneable(this.steps, describeValue(value));
    const known = this.references.meet(value);
    if (known !== -1) {
      this.out.writeUint8(Tag.REFERENCE);
      this.out.writeVarUint(known);
      return;
    }
    if (this.steps.length >= MAX_UNTYPED_DEPTH) throw tooDeep(this.steps);
    this.writeObject(value, this.kindOf(value));
  }

  private part(key: string | number, value: unknown): void {
    this.steps.push(key);
    this.write(value);
    this.steps.pop();
  }

  private kindOf(value: object): UntypedKind {
    let kind: UntypedKind | undefined;
    try {
      kind = untypedKindOf(value);
    } catch (error) {
      throw notCloneable(this.steps, 'an object that cannot be read', error);
    }
    if (kind === undefined) throw notCloneable(this.steps, describeValue(value));
    return kind;
  }

  private writeObject(value: object, kind: UntypedKind): void {
    const { out } = this;
    switch (kind) {
      case 'object':
        this.writeFields(Tag.OBJECT, value as Record<string, unknown>);
        return;
      case 'nullObject':
        this.writeFields(Tag.NULL_OBJECT, value as Record<string, unknown>);
        return;
      case 'array':
        checkHoles(value as unknown[], this.steps);
        out.writeUint8(Tag.ARRAY);
        this.writeItems(value as unknown[]);
        return;
      case 'map':
        this.writeMap(value as Map<unknown, unknown>);
        return;
      case 'set':
        out.writeUint8(Tag.SET);
        this.writeItems([...(value as Set<unknown>)]);
        return;
      case 'date':
        out.writeUint8(Tag.DATE);
        out.writeFloat64((value as Date).getTime());
        return;
      case 'regexp':
        out.writeUint8(Tag.REGEXP);
        out.writeString((value as RegExp).source);
        out.writeString((value as RegExp).flags);
        return;
      case 'error':
        out.writeUint8(Tag.ERROR);
        out.writeString(String(this.field(value, 'name')));
        out.writeString(String(this.field(value, 'message')));
        return;
      case 'arrayBuffer':
        out.writeUint8(Tag.ARRAY_BUFFER);
        out.writeBytes(this.bytesOf(value as ArrayBuffer));
        return;
      case 'view':
        out.writeUint8(Tag.VIEW);
        out.writeUint8(viewNumber(value as ArrayBufferView));
        out.writeBytes(viewBytes(value as ArrayBufferView));
        return;
      case 'row':
        this.writeRow(value as Row);
        return;
      case 'instant':
        out.writeUint8(Tag.INSTANT);
        INSTANT_TYPE.codec.write(value as Instant, out);
        return;
      case 'bigDecimal':
        out.writeUint8(Tag.BIG_DECIMAL);
        BIG_DEC_TYPE.codec.write(value as BigDecimal, out);
    }
  }

  private writeRow(row: Row): void {
    const { out } = this;
    const names = row.getFieldNames();
    out.writeUint8(Tag.ROW);
    out.writeUint8(row.getRowKind());
    out.writeVarUint(names === undefined ? 0 : names.length + 1);
    for (const name of names ?? []) out.writeString(name);
    this.writeItems(Row.valuesOf(row));
  }

  private writeFields(tag: number, value: Record<string, unknown>): void {
    const { out } = this;
    const names = this.namesOf(value);
    out.writeUint8(tag);
    out.writeVarUint(names.length);
    for (const name of names) {
      out.writeString(name);
      this.part(name, this.field(value, name));
    }
  }

  private writeItems(items: readonly unknown[]): void {
    this.out.writeVarUint(items.length);
    for (let i = 0; i < items.length; i++) this.part(i, items[i]);
  }

  private writeMap(map: Map<unknown, unknown>): void {
    this.out.writeUint8(Tag.MAP);
    this.out.writeVarUint(map.size);
    let position = 0;
    for (const [key, value] of map) {
      this.part(`key ${position}`, key);
      this.part(typeof key === 'string' ? key : `value ${position}`, value);
      position++;
    }
  }

  private namesOf(value: object): string[] {
    try {
      return Object.keys(value);
    } catch (error) {
      throw notCloneable(this.steps, 'an object that cannot be read', error);
    }
  }

  /** Reads a field, which may be a getter of the user's. */
  private field(value: object, name: string): unknown {
    try {
      return (value as Record<string, unknown>)[name];
    } catch (error) {
      if (error instanceof MillraceError) throw error;
      throw notCloneable([...this.steps, name], 'a getter that throws', error);
    }
  }

  private bytesOf(buffer: ArrayBuffer): Uint8Array {
    try {
      return new Uint8Array(buffer);
    } catch (error) {
      throw notCloneable(this.steps, 'an ArrayBuffer that was transferred away', error);
    }
  }
}
