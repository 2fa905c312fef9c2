import type { Api } from '../api.js';

export interface ApiVersionsResponse {
  readonly errorCode: number;
  readonly ranges: readonly { readonly key: number; readonly min: number; readonly max: number }[];
}

/** Asks which versions of each request a broker understands. */
export const apiVersions: Api<{ readonly softwareVersion: string }, ApiVersionsResponse> = {
  name: 'ApiVersions',
  key: 18,
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 3,
  classicResponseHeader: true,
  write(writer, version, request) {
    if (version >= 3) writer.string('millrace').string(request.softwareVersion).endStructure();
  },
  read(reader) {
    const errorCode = reader.int16();
    const ranges = reader.array(() => {
      const range = { key: reader.int16(), min: reader.int16(), max: reader.int16() };
      reader.endStructure();
      return range;
    });
    return { errorCode, ranges };
  },
};
