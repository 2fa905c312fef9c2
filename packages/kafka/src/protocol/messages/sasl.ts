import type { Api } from '../api.js';

export interface SaslHandshakeResponse {
  readonly errorCode: number;
  readonly mechanisms: readonly string[];
}

/** Chooses the mechanism by which a connection is authenticated. */
export const saslHandshake: Api<{ readonly mechanism: string }, SaslHandshakeResponse> = {
  name: 'SaslHandshake',
  key: 17,
  minVersion: 1,
  maxVersion: 1,
  flexibleFrom: Number.POSITIVE_INFINITY,
  write(writer, _version, request) {
    writer.string(request.mechanism);
  },
  read(reader) {
    return { errorCode: reader.int16(), mechanisms: reader.array(() => reader.string()) };
  },
};

export interface SaslAuthenticateResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly authBytes: Buffer;
  /** After this time the broker wants the connection authenticated again; 0 = never. */
  readonly sessionLifetimeMs: number;
}

/** Carries one message of the chosen mechanism. */
export const saslAuthenticate: Api<{ readonly authBytes: Uint8Array }, SaslAuthenticateResponse> = {
  name: 'SaslAuthenticate',
  key: 36,
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  write(writer, _version, request) {
    writer.byteString(request.authBytes).endStructure();
  },
  read(reader, version) {
    return {
      errorCode: reader.int16(),
      errorMessage: reader.nullableString(),
      authBytes: reader.byteString() ?? Buffer.alloc(0),
      sessionLifetimeMs: version >= 1 ? reader.int64() : 0,
    };
  },
};
