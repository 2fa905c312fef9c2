import { MillraceError } from '../model/millrace-error.js';
import { sameType } from '../model/types/type-from-spec.js';
import type { StreamOrigin } from './stream-origin.js';

/** @throws MillraceError `STREAM_OF_ANOTHER_ENVIRONMENT` */
export function checkSameEnvironment(first: StreamOrigin, second: StreamOrigin, call: string): void {
  if (first.environment === second.environment) return;
  throw new MillraceError('STREAM_OF_ANOTHER_ENVIRONMENT', `${call} takes streams of one environment.`, {
    hint: 'Make all streams of a job with the same StreamExecutionEnvironment.',
  });
}

/**
 * Refuses two streams whose records cannot meet by key.
 *
 * @throws MillraceError `STREAM_OF_ANOTHER_ENVIRONMENT`, `CONNECT_HALF_KEYED` when one of them has no keys,
 *   `KEY_TYPES_DIFFER`: the same key is not the same bytes in two types.
 */
export function checkSameKeys(first: StreamOrigin, second: StreamOrigin, call: string): void {
  checkSameEnvironment(first, second, call);
  if (first.keyType === undefined || second.keyType === undefined) {
    throw new MillraceError('CONNECT_HALF_KEYED', `${call} connects a keyed stream with one that is not.`, {
      hint: 'Call keyBy on both streams, or on the connected streams; for rules that every key sees, broadcast them.',
    });
  }
  if (sameType(first.keyType, second.keyType)) return;
  throw new MillraceError(
    'KEY_TYPES_DIFFER',
    `${call} connects keys of the type ${first.keyType} with keys of the type ${second.keyType}.`,
    { hint: 'Give both calls of keyBy the same type of keys, such as Types.STRING().' },
  );
}
