import type { Codec } from '../model/codec.js';
import { DataWriter } from '../model/data-writer.js';
import { KEY_GROUP_FORMAT, KEY_GROUP_HEADER, RecordPrefix, SECTION_OF_ENTRIES } from './snapshot-format.js';

/** Writes the entries of one key group in the form of `snapshot-format.md`, state after state. */
export class RecordWriter {
  /** For what is stored, behind `startRecord`. */
  readonly out = new DataWriter(1 << 16);
  private readonly keyCodec: Codec<unknown>;
  private namespaceCodec: Codec<unknown> | undefined;
  private key: unknown = undefined;
  private namespace: unknown = undefined;
  private keyIsNew = true;
  private namespaceIsNew = true;
  private sectionStart = 0;
  private lengthPosition = 0;
  private entriesStart = 0;

  constructor(keyCodec: Codec<unknown>) {
    this.keyCodec = keyCodec;
  }

  /** How many bytes the key group has so far. */
  get length(): number {
    return this.out.length;
  }

  startKeyGroup(): void {
    this.out.reset();
    this.out.writeUint8(KEY_GROUP_FORMAT);
    this.out.writeUint32(0);
  }

  /** @param state the position of the state's meta in the snapshot. */
  startState(state: number, namespaceCodec: Codec<unknown>): void {
    this.sectionStart = this.out.length;
    this.out.writeVarUint(state);
    this.out.writeUint8(SECTION_OF_ENTRIES);
    this.lengthPosition = this.out.length;
    this.out.writeUint32(0);
    this.entriesStart = this.out.length;
    this.namespaceCodec = namespaceCodec;
    this.keyIsNew = true;
  }

  startKey(key: unknown): void {
    this.key = key;
    this.keyIsNew = true;
  }

  startNamespace(namespace: unknown): void {
    this.namespace = namespace;
    this.namespaceIsNew = true;
  }

  /** Begins a record of the present key and namespace; the caller writes what is stored. */
  startRecord(): DataWriter {
    const { out } = this;
    if (this.keyIsNew) {
      out.writeUint8(RecordPrefix.KEY);
      this.keyCodec.write(this.key, out);
      this.namespaceCodec?.write(this.namespace, out);
    } else if (this.namespaceIsNew) {
      out.writeUint8(RecordPrefix.NAMESPACE);
      this.namespaceCodec?.write(this.namespace, out);
    } else {
      out.writeUint8(RecordPrefix.SAME);
    }
    this.keyIsNew = false;
    this.namespaceIsNew = false;
    return out;
  }

  /** A state without records leaves no trace. */
  endState(): void {
    const length = this.out.length - this.entriesStart;
    if (length === 0) this.out.truncate(this.sectionStart);
    else this.out.patchUint32(this.lengthPosition, length);
  }

  /** Copies the entries of a state that this run has never decoded. */
  copyState(state: number, entries: Uint8Array): void {
    this.out.writeVarUint(state);
    this.out.writeUint8(SECTION_OF_ENTRIES);
    this.out.writeUint32(entries.length);
    this.out.writeRaw(entries);
  }

  /** The bytes of the key group; undefined when nothing was written to it. */
  endKeyGroup(): Uint8Array | undefined {
    const length = this.out.length - KEY_GROUP_HEADER;
    if (length === 0) return undefined;
    this.out.patchUint32(KEY_GROUP_HEADER - 4, length);
    return this.out.toBytes();
  }
}
