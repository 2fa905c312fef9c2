/** What the display of progress needs of standard error. */
export interface ErrorStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Standard error, with a block of lines at its end that changes in place when it is a terminal. */
export interface ErrorTerminal {
  /** True when blocks are drawn. */
  readonly drawsBlocks: boolean;
  readonly columns: number;
  /** Writes text above the block. */
  write(text: string): void;
  /** Replaces the block. */
  draw(lines: readonly string[]): void;
  /** Leaves the block where it stands: what follows is written below. */
  settle(): void;
}

const DEFAULT_COLUMNS = 80;
/** Control Sequence Introducer (ECMA-48): what follows is a command to the terminal. */
const CSI = '\u001B[';

export function createErrorTerminal(stream: ErrorStream, terminalKind: string | undefined): ErrorTerminal {
  const drawsBlocks = stream.isTTY === true && terminalKind !== 'dumb';
  let block: readonly string[] = [];
  /** Text that was written without a line break at its end must not be overdrawn. */
  let isAtLineStart = true;
  const erased = () => (block.length === 0 ? '' : `${CSI}${block.length}A${CSI}0J`);
  const drawn = () => block.map((line) => `${line}\n`).join('');
  return {
    drawsBlocks,
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.columns || DEFAULT_COLUMNS;
    },
    write(text) {
      if (text === '') return;
      const before = erased();
      isAtLineStart = text.endsWith('\n');
      if (!isAtLineStart) block = [];
      stream.write(before + text + drawn());
    },
    draw(lines) {
      if (!drawsBlocks || !isAtLineStart) return;
      const before = erased();
      block = lines;
      stream.write(before + drawn());
    },
    settle() {
      block = [];
    },
  };
}
