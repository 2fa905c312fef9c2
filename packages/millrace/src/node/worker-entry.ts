import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { isJobModule, type JobModule } from '../datastream/define-job.js';
import { installJobExecutor } from '../datastream/job-executor.js';
import { StreamExecutionEnvironment, setDefaultConfiguration } from '../datastream/stream-execution-environment.js';
import { MillraceError } from '../model/millrace-error.js';
import { describeFailure, type Failure, NO_SOURCES, type ProgramSources, sourcesOfBundle } from './failure.js';
import { describeLoadError } from './load-error.js';
import { createLogger, logLevel } from './log-level.js';
import { nodePorts } from './node-ports.js';
import { createExplainingExecutor, createWorkerExecutor } from './worker-executor.js';
import {
  HEARTBEAT_INTERVAL_MS,
  type ProgramSettings,
  receiver,
  sender,
  type WorkerCommands,
  type WorkerReports,
} from './worker-protocol.js';

// The thread in which a program runs, with its jobs. It is loaded by a Worker, never imported.

const settings = workerData as ProgramSettings;
const port = parentPort as NonNullable<typeof parentPort>;
const report = sender<WorkerReports>(port);

let sources: ProgramSources = NO_SOURCES;
const exit = process.exit;
let hasEnded = false;
/** Set while the import of the program, or the builder of its job, has not settled. */
let isProgramPending = false;

const executor = createWorkerExecutor({
  report,
  sources: () => sources,
  checked: settings.checked,
  ports: (jobName) => ({
    ...nodePorts(jobName),
    logger: createLogger(logLevel(), (level, message, facts) =>
      report('log', { level, message, facts: cloneable({ job: jobName, ...facts }) }),
    ),
  }),
  // While a job runs, commands keep the thread alive: a job may wait for something that does not.
  onBusy: (isBusy) => (isBusy ? port.ref() : port.unref()),
});

/** Facts may hold anything; what does not survive the way to another thread becomes text. */
function cloneable(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return structuredClone(facts);
  } catch {
    return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
  }
}

function end(failure?: Failure): void {
  if (hasEnded) return;
  hasEnded = true;
  report('ended', { exitCode: Number(process.exitCode ?? 0), ...(failure === undefined ? {} : { failure }) });
  exit();
}

/** Has the main thread heard of the error, as what made a job fail or refused one? */
function isKnown(error: unknown): boolean {
  const isReported = (each: unknown) => executor.failures.has(each) || executor.isRefusal(each);
  return isReported(error) || (error instanceof Error && isReported(error.cause));
}

/** The event loop has nothing left to do. */
function onIdle(): void {
  if (isProgramPending) end(describeFailure(neverEnds()));
  else if (executor.jobCount === 0) end(describeFailure(executesNothing()));
  else end();
}

function neverEnds(): MillraceError {
  return new MillraceError('PROGRAM_NEVER_ENDS', 'The program waits for something that can no longer happen.', {
    facts: { file: settings.jobFile },
    hint: 'Look for an await of a promise that nothing settles.',
  });
}

function executesNothing(): MillraceError {
  return new MillraceError('JOB_EXECUTES_NOTHING', 'The program has ended without executing a job.', {
    facts: { file: settings.jobFile },
    hint: "Call 'await env.execute()' at its end, or 'export default defineJob((env) => { … })'.",
  });
}

async function begin(bundleFile: string): Promise<void> {
  if (!(await isPrepared)) return;
  sources = sourcesOfBundle(bundleFile, fileURLToPath);
  process.setSourceMapsEnabled(true);
  isProgramPending = true;
  try {
    const program = (await import(pathToFileURL(bundleFile).href)) as { readonly default?: unknown };
    report('evaluated', {});
    if (isJobModule(program.default)) {
      await runJobModule(program.default);
      end();
    } else if (program.default !== undefined && executor.jobCount === 0) {
      throw notAJob(program.default);
    }
    isProgramPending = false;
  } catch (error) {
    end(isKnown(error) ? undefined : await describeLoadError(error, sources, settings.library));
  }
}

async function runJobModule({ build, options }: JobModule): Promise<void> {
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  await build(env, settings.args);
  if (executor.jobCount === 0) await env.execute(options.name);
  await executor.whenIdle();
}

function notAJob(value: unknown): MillraceError {
  return new MillraceError(
    'JOB_MODULE_INVALID',
    `The default export of the program is ${value === null ? 'null' : `of type ${typeof value}`}, not a job.`,
    { facts: { file: settings.jobFile }, hint: "Write 'export default defineJob((env) => { … })'." },
  );
}

/** What a program does to its process must reach the main thread, with the line that did it. */
function watchProcess(): void {
  process.exit = (code) => {
    const exitCode = Number(code ?? process.exitCode ?? 0);
    const cause = new MillraceError('PROGRAM_EXITED', `The program called process.exit(${exitCode}).`, {
      hint: 'A job ends when its sources end; to end it earlier, call stop() or cancel() of its JobClient.',
    });
    if (!hasEnded) report('exiting', { exitCode, failure: describeFailure(cause, sources) });
    return exit(exitCode);
  };
  process.on('uncaughtException', (error, origin) => {
    // A program with a listener of its own goes on, as it would without us.
    if (process.listenerCount('uncaughtException') > 1) return;
    report('uncaught', { failure: describeFailure(error, sources), isRejection: origin === 'unhandledRejection' });
    exit(1);
  });
  process.on('beforeExit', onIdle);
}

/** Standard input is read from the terminal only if the program wants it. */
function watchStandardInput(): void {
  const { stdin } = process;
  let isWanted = false;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get() {
      if (!isWanted) report('standardInput', {});
      isWanted = true;
      return stdin;
    },
  });
}

function watchHeart(): void {
  setInterval(() => Atomics.add(settings.heartbeat, 0, 1), HEARTBEAT_INTERVAL_MS).unref();
  if (settings.progressIntervalMs > 0)
    setInterval(() => executor.reportProgress(), settings.progressIntervalMs).unref();
}

/** Settles with false when the settings are refused. */
async function prepare(): Promise<boolean> {
  try {
    await import(settings.library);
    installJobExecutor(settings.mode === 'explain' ? createExplainingExecutor(report) : executor);
    setDefaultConfiguration(settings.configuration);
    logLevel();
    StreamExecutionEnvironment.getExecutionEnvironment();
    return true;
  } catch (error) {
    report('refused', { failure: describeFailure(error) });
    return false;
  }
}

process.argv[1] = settings.jobFile;
// The user's line may lie below many frames of a package that it calls.
Error.stackTraceLimit = 30;
watchHeart();
const isPrepared = prepare();
port.on(
  'message',
  receiver<WorkerCommands>({
    begin: ({ bundleFile }) => {
      watchProcess();
      watchStandardInput();
      port.unref();
      void begin(bundleFile);
    },
    stop: () => executor.stop(),
    describeWaiting: () => executor.reportWaiting(),
  }),
);
