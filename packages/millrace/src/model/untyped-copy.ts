import { buildRow, Row } from './row.js';
import { describeValue } from './type-mismatch.js';
import {
  buildError,
  checkHoles,
  MAX_UNTYPED_DEPTH,
  notCloneable,
  setField,
  tooDeep,
  type UntypedKind,
  untypedKindOf,
  viewBytes,
  viewNumber,
  viewOf,
} from './untyped-values.js';

/** The same value again, sharing nothing that can be changed: what writing and reading it gives. */
export function copyUntyped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol') throw notCloneable([], describeValue(value));
    return value;
  }
  return new UntypedCopier().copy(value);
}

/** The kinds of objects that hold no other values. */
type LeafKind = 'date' | 'regexp' | 'error' | 'arrayBuffer' | 'view';

class UntypedCopier {
  private readonly steps: (string | number)[] = [];
  private readonly originals: object[] = [];
  private readonly copies: object[] = [];
  private map: Map<object, object> | undefined;

  copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol')
        throw notCloneable(this.steps, describeValue(value));
      return value;
    }
    const known = this.known(value);
    if (known !== undefined) return known;
    if (this.steps.length >= MAX_UNTYPED_DEPTH) throw tooDeep(this.steps);
    return this.copyNew(value);
  }

  private part(key: string | number, value: unknown): unknown {
    if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return value;
    this.steps.push(key);
    const copied = this.copy(value);
    this.steps.pop();
    return copied;
  }

  private known(value: object): object | undefined {
    if (this.map !== undefined) return this.map.get(value);
    const position = this.originals.indexOf(value);
    return position === -1 ? undefined : this.copies[position];
  }

  /** Remembers a copy before its parts are copied, because they may refer to it. */
  private keep<T extends object>(value: object, copied: T): T {
    if (this.map !== undefined) {
      this.map.set(value, copied);
      return copied;
    }
    this.originals.push(value);
    this.copies.push(copied);
    if (this.originals.length > 12) {
      this.map = new Map(this.originals.map((original, i) => [original, this.copies[i] as object]));
    }
    return copied;
  }

  private copyNew(value: object): object {
    const kind = this.guarded(() => untypedKindOf(value));
    if (kind === undefined) throw notCloneable(this.steps, describeValue(value));
    return this.copyBuiltIn(value, kind);
  }

  private copyBuiltIn(value: object, kind: UntypedKind): object {
    switch (kind) {
      case 'object':
        return this.copyFields(value as Record<string, unknown>, {});
      case 'nullObject':
        return this.copyFields(value as Record<string, unknown>, Object.create(null) as Record<string, unknown>);
      case 'array':
        checkHoles(value as unknown[], this.steps);
        return this.copyItems(value as unknown[], this.keep(value, []));
      case 'map':
        return this.copyMap(value as Map<unknown, unknown>);
      case 'set':
        return this.copySet(value as Set<unknown>);
      case 'row':
        return this.copyRow(value as Row);
      case 'instant':
      case 'bigDecimal':
        return value;
      case 'date':
      case 'regexp':
      case 'error':
      case 'arrayBuffer':
      case 'view':
        return this.keep(
          value,
          this.guarded(() => copyLeaf(value, kind)),
        );
    }
  }

  private copyFields(value: Record<string, unknown>, copied: Record<string, unknown>): object {
    this.keep(value, copied);
    for (const name of this.guarded(() => Object.keys(value))) {
      setField(copied, name, this.part(name, this.field(value, name)));
    }
    return copied;
  }

  private copyItems(items: readonly unknown[], copied: unknown[]): unknown[] {
    for (let i = 0; i < items.length; i++) copied.push(this.part(i, items[i]));
    return copied;
  }

  private copyRow(row: Row): object {
    const values: unknown[] = [];
    const copied = this.keep(row, buildRow(values, row.getFieldNames(), row.getRowKind()));
    this.copyItems(Row.valuesOf(row), values);
    return copied;
  }

  private copyMap(map: Map<unknown, unknown>): object {
    const copied = this.keep(map, new Map<unknown, unknown>());
    let position = 0;
    for (const [key, value] of map) {
      const copiedKey = this.part(`key ${position}`, key);
      copied.set(copiedKey, this.part(typeof key === 'string' ? key : `value ${position}`, value));
      position++;
    }
    return copied;
  }

  private copySet(set: Set<unknown>): object {
    const copied = this.keep(set, new Set<unknown>());
    let position = 0;
    for (const item of set) copied.add(this.part(position++, item));
    return copied;
  }

  private field(value: Record<string, unknown>, name: string): unknown {
    try {
      return value[name];
    } catch (error) {
      throw notCloneable([...this.steps, name], 'a getter that throws', error);
    }
  }

  private guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw notCloneable(this.steps, 'an object that cannot be read', error);
    }
  }
}

function copyLeaf(value: object, kind: LeafKind): object {
  switch (kind) {
    case 'date':
      return new Date((value as Date).getTime());
    case 'regexp':
      return new RegExp((value as RegExp).source, (value as RegExp).flags);
    case 'error':
      return buildError(String((value as Error).name), String((value as Error).message));
    case 'arrayBuffer':
      return new Uint8Array(new Uint8Array(value as ArrayBuffer)).buffer;
    case 'view':
      return copyView(value as ArrayBufferView);
  }
}

function copyView(view: ArrayBufferView): ArrayBufferView {
  return viewOf(viewNumber(view), new Uint8Array(viewBytes(view))) as ArrayBufferView;
}
