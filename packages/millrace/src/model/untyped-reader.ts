import { bigintFromBytes } from './bigint-bytes.js';
import type { DataReader } from './data-reader.js';
import { buildRow } from './row.js';
import { isRowKind } from './row-kind.js';
import { BIG_DEC_TYPE } from './types/big-decimal.js';
import { INSTANT_TYPE } from './types/instant.js';
import { Tag, UNTYPED_VERSION } from './untyped-format.js';
import { buildError, MAX_UNTYPED_DEPTH, setField, viewOf } from './untyped-values.js';

/** Reads what `writeUntyped` wrote. */
export function readUntyped(input: DataReader): unknown {
  const version = input.readUint8();
  if (version !== UNTYPED_VERSION) throw input.corrupt(`the untyped form ${version} is not known`);
  const tag = input.readUint8();
  return tag <= Tag.BIGINT ? readPrimitive(tag, input) : new UntypedReader(input).readObject(tag);
}

function readPrimitive(tag: number, input: DataReader): unknown {
  switch (tag) {
    case Tag.UNDEFINED:
      return undefined;
    case Tag.NULL:
      return null;
    case Tag.FALSE:
      return false;
    case Tag.TRUE:
      return true;
    case Tag.INTEGER:
      return input.readSafeLong();
    case Tag.DOUBLE:
      return input.readFloat64();
    case Tag.STRING:
      return input.readString();
    default:
      return readBigInt(input);
  }
}

function readBigInt(input: DataReader): bigint {
  const value = bigintFromBytes(input.readBytes());
  if (value === undefined) throw input.corrupt('a bigint is not in its shortest form');
  return value;
}

class UntypedReader {
  private readonly objects: object[] = [];
  private depth = 0;
  private readonly input: DataReader;

  constructor(input: DataReader) {
    this.input = input;
  }

  readObject(tag: number): unknown {
    const { input } = this;
    if (tag === Tag.REFERENCE) return this.readReference();
    if (this.depth++ > MAX_UNTYPED_DEPTH) throw input.corrupt('a value is nested too deep');
    const value = this.readNew(tag);
    this.depth--;
    return value;
  }

  private readValue(): unknown {
    const tag = this.input.readUint8();
    return tag <= Tag.BIGINT ? readPrimitive(tag, this.input) : this.readObject(tag);
  }

  private readReference(): object {
    const value = this.objects[this.input.readVarUint()];
    if (value === undefined) throw this.input.corrupt('a reference points nowhere');
    return value;
  }

  private readNew(tag: number): object {
    switch (tag) {
      case Tag.OBJECT:
        return this.readFields({});
      case Tag.NULL_OBJECT:
        return this.readFields(Object.create(null) as Record<string, unknown>);
      case Tag.ARRAY:
        return this.readItems(this.keep([]));
      case Tag.MAP:
        return this.readMap();
      case Tag.SET:
        return this.readSet();
      case Tag.ROW:
        return this.readRow();
      default:
        return this.keep(this.readLeaf(tag));
    }
  }

  /** Objects that hold no others. */
  private readLeaf(tag: number): object {
    const { input } = this;
    switch (tag) {
      case Tag.DATE:
        return new Date(input.readFloat64());
      case Tag.REGEXP:
        return this.readRegExp();
      case Tag.ERROR:
        return buildError(input.readString(), input.readString());
      case Tag.ARRAY_BUFFER:
        return input.readBytes().buffer;
      case Tag.VIEW:
        return this.readView();
      case Tag.INSTANT:
        return INSTANT_TYPE.codec.read(input);
      case Tag.BIG_DECIMAL:
        return BIG_DEC_TYPE.codec.read(input);
      default:
        throw input.corrupt(`${tag} is no tag of a value`);
    }
  }

  /** Gives an object its number before its parts are read, because they may refer to it. */
  private keep<T extends object>(value: T): T {
    this.objects.push(value);
    return value;
  }

  private readFields(target: Record<string, unknown>): object {
    this.keep(target);
    const count = this.input.readCount(2);
    for (let i = 0; i < count; i++) setField(target, this.input.readString(), this.readValue());
    return target;
  }

  private readItems(target: unknown[]): unknown[] {
    const count = this.input.readCount();
    for (let i = 0; i < count; i++) target.push(this.readValue());
    return target;
  }

  private readMap(): Map<unknown, unknown> {
    const map = this.keep(new Map<unknown, unknown>());
    const count = this.input.readCount(2);
    for (let i = 0; i < count; i++) {
      const key = this.readValue();
      map.set(key, this.readValue());
    }
    return map;
  }

  private readSet(): Set<unknown> {
    const set = this.keep(new Set<unknown>());
    const count = this.input.readCount();
    for (let i = 0; i < count; i++) set.add(this.readValue());
    return set;
  }

  private readRow(): object {
    const { input } = this;
    const kind = input.readUint8();
    if (!isRowKind(kind)) throw input.corrupt(`${kind} is no row kind`);
    const named = input.readCount();
    const names = named === 0 ? undefined : Array.from({ length: named - 1 }, () => input.readString());
    const values: unknown[] = [];
    const row = this.keep(buildRow(values, names, kind));
    this.readItems(values);
    return row;
  }

  private readRegExp(): RegExp {
    const source = this.input.readString();
    const flags = this.input.readString();
    try {
      return new RegExp(source, flags);
    } catch {
      throw this.input.corrupt('a regular expression is invalid');
    }
  }

  private readView(): ArrayBufferView {
    const number = this.input.readUint8();
    const view = viewOf(number, this.input.readBytes());
    if (view === undefined) throw this.input.corrupt('the bytes of a view do not fit its class');
    return view;
  }
}
