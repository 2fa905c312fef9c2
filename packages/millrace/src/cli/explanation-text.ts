import type { ExplainedInput, ExplainedJob, ExplainedOperator } from '../plan/explain-job.js';

/** An explanation as a tree: each sink with what it reads from below it, down to the sources. */
export function explanationText(job: ExplainedJob): string {
  const byId = new Map(job.operators.map((operator) => [operator.id, operator]));
  const shown = new Set<number>();
  const read = new Set(job.operators.flatMap(({ inputs }) => inputs.map(({ from }) => from)));
  const ends = job.operators.filter(({ id }) => !read.has(id));
  const trees = ends.map((operator) => [...tree(operator, byId, shown), '']);
  return [
    `Job '${job.jobName}'${job.runtimeMode === 'BATCH' ? ' in BATCH mode' : ''}: ${plural(job.operators.length, 'operator')} in ${plural(job.tasks.length, 'task')}`,
    '',
    ...trees.flat(),
    'Tasks (chains of operators, each in its parallel instances)',
    ...job.tasks.map(({ id, name, parallelism }) => `  ${id}: ${name}, parallelism ${parallelism}`),
    ...(job.warnings.length === 0 ? [] : ['', 'Warnings']),
    ...job.warnings.map((warning) => `  ${warning}`),
    '',
  ].join('\n');
}

function tree(
  operator: ExplainedOperator,
  byId: ReadonlyMap<number, ExplainedOperator>,
  shown: Set<number>,
): readonly string[] {
  const head = `[${operator.id}] ${operator.name}`;
  if (shown.has(operator.id)) return [`${head} (see above)`];
  shown.add(operator.id);
  const { inputs } = operator;
  const lines = [head, ...detailLines(operator).map((line) => (inputs.length === 0 ? `    ${line}` : `│   ${line}`))];
  for (const [index, input] of inputs.entries()) {
    const isLast = index === inputs.length - 1;
    lines.push(`${isLast ? '└' : '├'}── ${inputText(input)}`);
    const below = tree(byId.get(input.from) as ExplainedOperator, byId, shown);
    lines.push(...below.map((line) => `${isLast ? ' ' : '│'}   ${line}`));
  }
  return lines;
}

function detailLines(operator: ExplainedOperator): readonly string[] {
  const { source, sink, task, parallelism, maxParallelism, slotSharingGroup, uid, uidFromPlace } = operator;
  const group = slotSharingGroup === 'default' ? '' : `, slot sharing group ${slotSharingGroup}`;
  return [
    ...(operator.description === undefined ? [] : [operator.description]),
    ...(source === undefined
      ? []
      : [
          `source ${source.connector}, ${source.boundedness}, ${source.replayable ? 'can' : 'cannot'} be read again`,
          ...optionLines(source.options),
        ]),
    ...(sink === undefined
      ? []
      : [`sink ${sink.connector}, guarantee ${sink.guarantee}`, ...optionLines(sink.options)]),
    `task ${task}, parallelism ${parallelism} of at most ${maxParallelism}${group}${bufferText(operator)}`,
    `uid ${uid}${uidFromPlace ? ' (from its place in the program; uid() makes it last)' : ''}`,
    ...(sink === undefined ? [`gives ${operator.outputType}`] : []),
    ...Object.entries(operator.sideOutputTypes).map(([tag, type]) => `gives ${type} to side output '${tag}'`),
  ];
}

function bufferText({ bufferTimeoutMs }: ExplainedOperator): string {
  if (bufferTimeoutMs === undefined) return '';
  return bufferTimeoutMs < 0 ? ', records leave in full buffers' : `, records leave within ${bufferTimeoutMs} ms`;
}

function optionLines(options: Readonly<Record<string, unknown>>): readonly string[] {
  const entries = Object.entries(options);
  if (entries.length === 0) return [];
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return [entries.map(([name, value]) => `${name} ${text(value)}`).join(', ')];
}

function inputText({ partitioning, chained, keyType, sideOutput, type, gathered }: ExplainedInput): string {
  const key = keyType === undefined ? '' : ` by ${keyType}`;
  const tag = sideOutput === undefined ? '' : `, side output '${sideOutput}'`;
  return `${partitioning}${key}${chained ? ', same task' : ''}${gathered === undefined ? '' : `, gathered ${gathered}`}${tag}: ${type}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
