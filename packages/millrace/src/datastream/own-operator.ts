import { MillraceError } from '../model/millrace-error.js';
import type { StreamOrigin, StreamPart } from './stream-origin.js';
import type { Transformation } from './transformation.js';

/**
 * The operator that made a stream, for a setting of it.
 *
 * @throws MillraceError `STREAM_WITHOUT_OPERATOR` for a stream that was only dealt out, keyed, cached, put together, or taken
 *   from a side.
 */
export function ownOperator(origin: StreamOrigin, method: string): Transformation {
  const { partitioning, sideOutput, transformation } = onlyPart(origin, method);
  if (transformation.isAddedByMillrace) {
    throw new MillraceError('STREAM_WITHOUT_OPERATOR', `${method} has no operator here: a cache takes no settings.`, {
      facts: { operator: transformation.name },
      hint: `Call ${method} before cache().`,
    });
  }
  if (partitioning.kind === 'default' && sideOutput === undefined) return transformation;
  throw new MillraceError(
    'STREAM_WITHOUT_OPERATOR',
    `${method} has no operator here: this stream only deals out the records of '${transformation.name}'.`,
    {
      facts: { operator: transformation.name },
      hint: `Call ${method} on the operator before keyBy, rebalance, getSideOutput …, or on the one behind.`,
    },
  );
}

/** @throws MillraceError `STREAM_WITHOUT_OPERATOR` for a union. */
export function onlyPart({ parts }: StreamOrigin, method: string): StreamPart {
  if (parts.length === 1) return parts[0];
  throw new MillraceError('STREAM_WITHOUT_OPERATOR', `${method} has no operator here: a union is none.`, {
    hint: `Call ${method} on the streams before the union, or on the operator behind it.`,
  });
}
