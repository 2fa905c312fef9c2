import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** One request kind of Kafka's protocol: the versions spoken here and how its messages are laid out. */
export interface Api<Request, Response> {
  readonly name: string;
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** The first version in the flexible encoding (KIP-482). */
  readonly flexibleFrom: number;
  /** ApiVersions alone answers with the classic header in every version, so that any client can read it. */
  readonly classicResponseHeader?: true;
  write(writer: ByteWriter, version: number, request: Request): void;
  read(reader: ByteReader, version: number): Response;
}

/** The versions that a broker says it understands, by api key. */
export type ApiVersionRanges = ReadonlyMap<number, { readonly min: number; readonly max: number }>;

/** The newest version that both sides speak, or undefined. */
export function commonVersion(api: Api<never, unknown>, ranges: ApiVersionRanges): number | undefined {
  const range = ranges.get(api.key);
  if (range === undefined) return undefined;
  const version = Math.min(api.maxVersion, range.max);
  return version >= Math.max(api.minVersion, range.min) ? version : undefined;
}
