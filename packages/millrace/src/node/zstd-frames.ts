const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

/** How many bytes of a frame header hold the id of a dictionary, and the length of the content, by their flags. */
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/**
 * Follows the frames of zstd (RFC 8878) through a file, to know whether the last one is complete: before version 24, Node
 * takes a file that is cut short for a whole one.
 */
export class ZstdFrames {
  /** What comes next, how many bytes of it are missing, and those that are here. */
  private step: (bytes: DataView) => void = (bytes) => this.onMagic(bytes);
  private missing = 4;
  private header = new Uint8Array(18);
  private headerLength = 0;
  /** Bytes of content to pass over before the next header. */
  private skip = 0;
  private isBetweenFrames = true;
  private hasChecksum = false;

  /** False in the middle of a frame. */
  get isComplete(): boolean {
    return this.isBetweenFrames && this.headerLength === 0 && this.skip === 0;
  }

  /** @throws Error when this is no zstd. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.skip > 0) {
        const passed = Math.min(this.skip, bytes.length - at);
        this.skip -= passed;
        at += passed;
        continue;
      }
      this.header[this.headerLength++] = bytes[at++] as number;
      if (this.headerLength < this.missing) continue;
      this.headerLength = 0;
      this.step(new DataView(this.header.buffer));
    }
  }

  private expect(length: number, step: (bytes: DataView) => void): void {
    this.missing = length;
    this.step = step;
  }

  private onMagic(bytes: DataView): void {
    const magic = bytes.getUint32(0, true);
    if (magic === MAGIC) this.expect(1, (descriptor) => this.onDescriptor(descriptor.getUint8(0)));
    else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC)
      this.expect(4, (size) => this.endFrame(size.getUint32(0, true)));
    else throw new Error('the magic number of a frame is missing');
    this.isBetweenFrames = false;
  }

  private onDescriptor(descriptor: number): void {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    this.hasChecksum = (descriptor & 0x04) !== 0;
    const sizeFlag = descriptor >> 6;
    const contentSize = sizeFlag === 0 && isSingleSegment ? 1 : (CONTENT_SIZE_BYTES[sizeFlag] as number);
    this.skip = (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] as number) + contentSize;
    this.expectBlock();
  }

  private expectBlock(): void {
    this.expect(3, (bytes) => {
      const header = bytes.getUint16(0, true) | (bytes.getUint8(2) << 16);
      const type = (header >> 1) & 3;
      // A block of type 1 is one byte that is repeated.
      const size = type === 1 ? 1 : header >> 3;
      if ((header & 1) === 1) this.endFrame(size + (this.hasChecksum ? 4 : 0));
      else this.skip = size;
    });
  }

  private endFrame(skip: number): void {
    this.skip = skip;
    this.isBetweenFrames = true;
    this.expect(4, (bytes) => this.onMagic(bytes));
  }
}
