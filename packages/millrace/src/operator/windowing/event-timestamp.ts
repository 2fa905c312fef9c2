import { MillraceError } from '../../model/millrace-error.js';
import { NO_TIMESTAMP } from '../element.js';

/** @throws MillraceError `TIMESTAMP_MISSING` for a record without a timestamp that windows of event time could use. */
export function checkedEventTime(timestamp: number): number {
  if (Number.isFinite(timestamp)) return timestamp;
  const [seen, hint] =
    timestamp === NO_TIMESTAMP
      ? ['no timestamp', 'Call assignTimestampsAndWatermarks before the windows, or use windows of processing time.']
      : [
          'the largest timestamp there is',
          'Records of global and count windows have it; give them another one behind those.',
        ];
  throw new MillraceError('TIMESTAMP_MISSING', `A record for windows of event time has ${seen}.`, { facts: {}, hint });
}
