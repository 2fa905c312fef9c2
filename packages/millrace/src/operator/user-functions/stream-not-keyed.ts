import { MillraceError } from '../../model/millrace-error.js';
import type { OperatorContext } from '../operator-context.js';

/** The error for what exists only where every record has a key. */
export function streamNotKeyed(context: OperatorContext, what: string): MillraceError {
  const { operatorName } = context.info;
  return new MillraceError('STREAM_NOT_KEYED', `'${operatorName}' uses ${what} on a stream that is not keyed.`, {
    facts: { operator: operatorName, what },
    hint: 'Call keyBy before this operator.',
  });
}
