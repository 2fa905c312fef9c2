/** Bytes that may be Node's Buffer, which reads and writes text without a view of the part first. */
export type Bytes = Uint8Array & {
  latin1Slice?(start: number, end: number): string;
  utf8Write?(text: string, position: number, maxBytes: number): number;
};

/** 1 for each byte that stands for itself in a string of JSON, and is ASCII. */
export const PLAIN_TEXT = Uint8Array.from({ length: 256 }, (_, code) =>
  code >= 0x20 && code < 0x80 && code !== 0x22 && code !== 0x5c ? 1 : 0,
);
