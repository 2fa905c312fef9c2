/** Takes the bytes of a part file, in order. */
export interface PartOutput {
  /** Copies the bytes. */
  write(bytes: Uint8Array): void;
  /** Writes text as UTF-8; a lone surrogate becomes U+FFFD. */
  writeText(text: string): void;
}

/** The first block of a file is small, so that many files with few records take little; the others are of this size. */
const FIRST_BLOCK_BYTES = 1 << 10;
const BLOCK_BYTES = 1 << 16;

/** Collects bytes in blocks, to be written together. */
export class BlockOutput implements PartOutput {
  private block = Buffer.alloc(0);
  private filled = 0;
  private nextBlockBytes = FIRST_BLOCK_BYTES;
  private readonly full: Uint8Array[] = [];
  private fullBytes = 0;

  /** Bytes that have not been taken. */
  get waitingBytes(): number {
    return this.fullBytes + this.filled;
  }

  /** True once a whole block waits. */
  get hasFullBlock(): boolean {
    return this.full.length > 0;
  }

  write(bytes: Uint8Array): void {
    if (this.block.length - this.filled < bytes.length) this.makeRoom(bytes.length);
    this.block.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  writeText(text: string): void {
    // A UTF-16 code unit takes three bytes at most.
    const most = text.length * 3;
    if (this.block.length - this.filled < most) this.makeRoom(most);
    this.filled += this.block.write(text, this.filled, 'utf8');
  }

  /** Takes what waits: whole blocks, or all of it. */
  take(what: 'full' | 'all'): Uint8Array[] {
    if (what === 'all') this.endBlock();
    this.fullBytes = 0;
    return this.full.splice(0);
  }

  private makeRoom(bytes: number): void {
    this.endBlock();
    this.block = Buffer.allocUnsafeSlow(Math.max(bytes, this.nextBlockBytes));
    this.nextBlockBytes = Math.min(BLOCK_BYTES, 2 * this.nextBlockBytes);
  }

  private endBlock(): void {
    if (this.filled > 0) {
      this.full.push(this.block.subarray(0, this.filled));
      this.fullBytes += this.filled;
    }
    this.block = this.block.subarray(this.filled);
    this.filled = 0;
  }
}
