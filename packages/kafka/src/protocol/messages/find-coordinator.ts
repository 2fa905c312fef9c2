import type { Api } from '../api.js';

/** What a coordinator is looked up for. */
export type CoordinatorKind = 'group' | 'transaction';

export interface FindCoordinatorResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** Asks which broker keeps the offsets of a group or the state of a transactional id. */
export const findCoordinator: Api<{ readonly kind: CoordinatorKind; readonly id: string }, FindCoordinatorResponse> = {
  name: 'FindCoordinator',
  key: 10,
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 3,
  write(writer, _version, request) {
    writer
      .string(request.id)
      .int8(request.kind === 'group' ? 0 : 1)
      .endStructure();
  },
  read(reader) {
    reader.int32();
    return {
      errorCode: reader.int16(),
      errorMessage: reader.nullableString(),
      nodeId: reader.int32(),
      host: reader.string(),
      port: reader.int32(),
    };
  },
};
