/** The two times of a job: that of the records, and that of the machine. */
export const TimeDomain = {
  /** Time as the records carry it; it moves with the watermark. */
  EVENT_TIME: 'event-time',
  /** Time of the machine that processes them. */
  PROCESSING_TIME: 'processing-time',
} as const;

export type TimeDomain = (typeof TimeDomain)[keyof typeof TimeDomain];
