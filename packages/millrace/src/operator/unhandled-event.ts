import { MillraceError } from '../model/millrace-error.js';
import type { SourceEvent } from './source.js';

/** The error for a message between the parts of a source that the other part does not know. */
export function unhandledEvent(connector: string, part: 'reader' | 'enumerator', event: SourceEvent): MillraceError {
  const method = part === 'reader' ? 'handleEnumeratorEvent' : 'handleReaderEvent';
  return new MillraceError('CONNECTOR_INVALID', `The ${part} of source '${connector}' got a message and takes none.`, {
    facts: { connector, event: JSON.stringify(event) },
    hint: `Give it ${method}.`,
  });
}
