import { MillraceError } from '../../model/millrace-error.js';
import { compressionOf, type FileAccess, type FileContent, openContent } from './file-content.js';
import { type FileSplit, isWholeFile } from './file-split.js';
import { type FirstRecord, firstRecordOfFile, firstRecordOfRange, recordAt } from './first-record.js';
import { notSplittable, RecordFailure, type SplitReading, type SplitStep, shorterFile } from './split-reading.js';
import type { RecordDecoder, StreamFormat } from './stream-format.js';

/** A record that is longer is not looked at any further: half of the longest string there can be. */
const LONGEST_RECORD_BYTES = 1 << 28;

const NOTHING = new Uint8Array(0);

/** Reads a split piece by piece: while records of one piece are taken, the next one is read. */
export class StreamReading<T> implements SplitReading<T> {
  private readonly decoder: RecordDecoder<T>;
  private readonly isCompressed: boolean;
  private content: FileContent | undefined;
  /** What the decoder has; undefined when it has nothing. */
  private piece: Uint8Array | undefined;
  private pieceOffset = 0;
  private pieceIsLast = false;
  /** Records that begin from here on are another split's: in the content, and in the piece. */
  private contentLimit: number;
  private limit = 0;
  /** What the decoder left of its piece, and where in the content it stands. */
  private rest: Uint8Array = NOTHING;
  private restOffset = 0;
  /** What has been read and belongs behind the rest. */
  private chunks: Uint8Array[] = [];
  private chunksLength = 0;
  /** All of the content has been read. */
  private isAtEnd = false;
  /** Behind the last record that could be read. */
  private position: number | null;
  private loading: Promise<void> | undefined;
  private failure: { readonly cause: unknown } | undefined;
  private hasEnded = false;

  constructor(
    private readonly access: FileAccess,
    private readonly format: StreamFormat<T>,
    private readonly split: FileSplit,
  ) {
    this.decoder = format.createDecoder();
    this.isCompressed = compressionOf(split.path) !== undefined;
    this.contentLimit = this.isCompressed ? Number.POSITIVE_INFINITY : split.end;
    this.position = split.position;
    this.load(() => this.open());
  }

  get value(): T {
    return this.decoder.value;
  }

  next(): SplitStep {
    const { decoder } = this;
    while (this.piece !== undefined || this.takePiece()) {
      let failure: { readonly cause: unknown } | undefined;
      try {
        if (!decoder.next()) {
          this.leavePiece();
          continue;
        }
      } catch (cause) {
        failure = { cause };
      }
      if (decoder.start >= this.limit) {
        this.end();
        break;
      }
      if (failure !== undefined) throw new RecordFailure(this.pieceOffset + decoder.start, failure.cause);
      this.position = this.pieceOffset + decoder.position;
      return 'record';
    }
    return this.hasEnded ? 'end' : 'wait';
  }

  async ready(): Promise<void> {
    await this.loading;
  }

  snapshot(): FileSplit {
    return { ...this.split, position: this.position };
  }

  async close(): Promise<void> {
    this.end();
    await this.loading;
    await this.content?.close();
  }

  private end(): void {
    this.hasEnded = true;
    this.piece = undefined;
  }

  /** Gives the decoder what it left and what was read since; false when nothing is here. */
  private takePiece(): boolean {
    if (this.failure !== undefined) throw this.failure.cause;
    if (this.hasEnded || this.loading !== undefined) return false;
    // As much again as is left: so a long record is put together in few steps.
    const needed = Math.max(1, this.rest.length);
    if (!this.isAtEnd && this.chunksLength < needed) {
      this.load(() => this.read(needed));
      return false;
    }
    const piece = joined(this.rest, this.chunks, this.chunksLength);
    this.chunks = [];
    this.chunksLength = 0;
    this.piece = piece;
    this.pieceOffset = this.restOffset;
    this.pieceIsLast = this.isAtEnd;
    this.limit = this.contentLimit - this.pieceOffset;
    this.decoder.begin(piece, 0, piece.length, this.pieceIsLast);
    if (!this.isAtEnd && piece.length < this.limit) this.load(() => this.read(1));
    return true;
  }

  /** The decoder has taken all that is whole in its piece. */
  private leavePiece(): void {
    const { position } = this.decoder;
    if (this.pieceIsLast || position >= this.limit) {
      this.end();
      return;
    }
    this.rest = (this.piece as Uint8Array).subarray(position);
    this.restOffset = this.pieceOffset + position;
    this.piece = undefined;
    if (this.rest.length > LONGEST_RECORD_BYTES) this.failure = { cause: tooLong(this.split, this.restOffset) };
  }

  private load(work: () => Promise<void>): void {
    this.loading = work()
      .catch((cause: unknown) => {
        this.failure = { cause };
      })
      .finally(() => {
        this.loading = undefined;
      });
  }

  private async open(): Promise<void> {
    const { access, split, format, isCompressed } = this;
    if (!isWholeFile(split) && (isCompressed || !format.isSplittable)) throw notSplittable(format.name, split);
    const status = await access.files.status(split.path);
    if (status !== undefined && status.lengthBytes < split.fileLengthBytes) {
      throw shorterFile(split, status.lengthBytes);
    }
    const content = await openContent(access, split.path);
    this.content = content;
    const { offset, bytes } = await this.firstRecord(content);
    this.restOffset = offset;
    if (bytes.length > 0) this.chunks = [bytes];
    this.chunksLength = bytes.length;
  }

  private async firstRecord(content: FileContent): Promise<FirstRecord> {
    const { decoder } = this;
    const { start, position } = this.split;
    if (position === null && start > 0) return firstRecordOfRange(content, start);
    if (position !== null && decoder.readHeader === undefined) return recordAt(content, position);
    const first = await firstRecordOfFile(content, decoder);
    // What stands before it belongs to the line of the first record: a range of that alone has this record too.
    if (this.split.end > 0) this.contentLimit = Math.max(this.contentLimit, first.offset + 1);
    return position === null ? first : recordAt(content, position, first);
  }

  /** Reads until so many bytes are here, or the end is. */
  private async read(needed: number): Promise<void> {
    const content = this.content as FileContent;
    while (this.chunksLength < needed && !this.hasEnded) {
      const chunk = await content.next();
      if (chunk === undefined) {
        this.isAtEnd = true;
        if (!this.isCompressed && content.position < this.split.end) throw shorterFile(this.split, content.position);
        return;
      }
      this.chunks.push(chunk);
      this.chunksLength += chunk.length;
    }
  }
}

function joined(rest: Uint8Array, chunks: readonly Uint8Array[], chunksLength: number): Uint8Array {
  if (rest.length === 0 && chunks.length === 1) return chunks[0] as Uint8Array;
  const piece = new Uint8Array(rest.length + chunksLength);
  piece.set(rest);
  let length = rest.length;
  for (const chunk of chunks) {
    piece.set(chunk, length);
    length += chunk.length;
  }
  return piece;
}

function tooLong({ path, splitId }: FileSplit, offset: number): MillraceError {
  return new MillraceError(
    'FILE_RECORD_TOO_LONG',
    `A record of '${path}' has more than ${LONGEST_RECORD_BYTES} bytes.`,
    {
      facts: { path, split: splitId, offset, limit: LONGEST_RECORD_BYTES },
      hint: 'Is it the right format for this file?',
    },
  );
}
