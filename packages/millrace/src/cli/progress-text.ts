import type { OperatorProgress } from '../runtime/job.js';

/** A job as its progress is drawn. */
export interface DrawnJob {
  readonly jobName: string;
  /** What is said behind the name, such as `running`. */
  readonly state: string;
  readonly runtimeMs: number;
  readonly operators: readonly OperatorProgress[];
  /** The same operators one look earlier, and how long ago that was; undefined at the first. */
  readonly before: { readonly operators: readonly OperatorProgress[]; readonly elapsedMs: number } | undefined;
}

const COLUMNS = ['records in', 'records out', 'rate', 'watermark'] as const;

/** The lines of a job: one for it, and one for each operator. None is longer than `columns`. */
export function progressLines(job: DrawnJob, columns: number): readonly string[] {
  const rows = job.operators.map((operator, index) => [operator.name, ...cells(operator, job, index)]);
  const table = [['', ...COLUMNS], ...rows];
  const widths = [1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const room = columns - 2 - widths.reduce((sum, width) => sum + width + 2, 0);
  const nameWidth = Math.max(8, Math.min(room, Math.max(...table.map(([name]) => name?.length ?? 0))));
  const lines = table.map(([name = '', ...rest]) =>
    [
      '',
      shortened(name, nameWidth).padEnd(nameWidth),
      ...rest.map((cell, index) => cell.padStart(widths[index] ?? 0)),
    ].join('  '),
  );
  return [`Job '${job.jobName}' ${job.state}, ${seconds(job.runtimeMs)}`, ...lines].map((line) =>
    shortened(line, columns),
  );
}

function cells(operator: OperatorProgress, { before }: DrawnJob, index: number): readonly string[] {
  const passed = ({ recordsIn, recordsOut }: OperatorProgress) => Math.max(recordsIn, recordsOut);
  const earlier = before?.operators[index];
  const rate =
    before === undefined || earlier === undefined || before.elapsedMs <= 0
      ? ''
      : `${count((Math.max(0, passed(operator) - passed(earlier)) * 1000) / before.elapsedMs)}/s`;
  return [count(operator.recordsIn), count(operator.recordsOut), rate, watermark(operator.watermark)];
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Event time as UTC text; none before the first, and `end` when no more events can come. */
function watermark(time: number): string {
  if (time === Number.POSITIVE_INFINITY) return 'end';
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '-' : date.toISOString();
}

function seconds(timeMs: number): string {
  const whole = Math.floor(timeMs / 1000);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`;
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
