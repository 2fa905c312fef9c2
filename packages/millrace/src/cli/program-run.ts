import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { Failure } from '../node/failure.js';
import type { LogWriter } from '../node/log-level.js';
import { openLog } from '../node/node-logger.js';
import { OWN_PACKAGE } from '../node/own-package.js';
import { type ProgramHandlers, type ProgramThread, startProgram } from '../node/start-program.js';
import type { ProgramSettings } from '../node/worker-protocol.js';
import type { ExplainedJob } from '../plan/explain-job.js';
import { bundleJob, moduleText, ownModule } from './bundle-job.js';
import { createErrorTerminal } from './error-terminal.js';
import { ExitCode } from './exit-code.js';
import { failureText, mainThreadFailure } from './failure-text.js';
import { createHangWatch, LOOK_INTERVAL_MS } from './hang-watch.js';
import { RunningJobs } from './running-jobs.js';

/** How often progress is drawn. */
const PROGRESS_INTERVAL_MS = 500;

/** How long a graceful stop may take before it is said what it waits for, and then said again. */
const STOP_NOTICE_MS = 10_000;

/** How long a thread that is terminated may take: one that is inside of native code cannot be ended otherwise. */
const TERMINATE_BOUND_MS = 2_000;

type StopSignal = 'SIGINT' | 'SIGTERM';

/** What is to be run, and how. */
export interface ProgramOptions
  extends Pick<ProgramSettings, 'mode' | 'jobFile' | 'args' | 'configuration' | 'checked'> {
  /** Called with the plan of the first job; only in mode `explain`. */
  readonly onExplained?: (explanation: ExplainedJob) => void;
}

/** Runs a program in a thread of its own, watched from this one. Gives the exit code. */
export async function runProgram(options: ProgramOptions): Promise<number> {
  return new ProgramRun(options).run();
}

class ProgramRun {
  private readonly terminal = createErrorTerminal(process.stderr, process.env['TERM']);
  private readonly jobs = new RunningJobs(() => performance.now());
  private readonly heartbeat = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly hangWatch = createHangWatch({
    hangs: (silentMs) => {
      this.keeper = this.whoKeepsTheThread();
      this.say(`${this.keeper} has not returned for ${silentMs / 1000} s.`);
    },
    returned: (silentMs) => this.say(`${this.keeper} has returned after ${silentMs / 1000} s.`),
  });
  /** Who has kept the thread when that was last said. */
  private keeper = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly thread: ProgramThread;
  private log: Promise<LogWriter> | undefined;
  private isStopping = false;
  private exitCode: number | undefined;
  private abandonOutput!: () => void;
  private readonly outputAbandoned = new Promise<void>((resolve) => {
    this.abandonOutput = resolve;
  });
  private leave!: (exitCode: number) => void;
  private readonly left = new Promise<number>((resolve) => {
    this.leave = resolve;
  });

  constructor(private readonly options: ProgramOptions) {
    process.once('exit', this.removeBundle);
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
    const { mode, jobFile, args, configuration, checked } = options;
    this.thread = startProgram(
      {
        ...{ mode, jobFile, args, configuration, checked, heartbeat: this.heartbeat },
        library: pathToFileURL(ownModule('millrace')).href,
        progressIntervalMs: this.terminal.drawsBlocks && mode === 'run' ? PROGRESS_INTERVAL_MS : 0,
      },
      this.handlers(),
    );
    this.connectStreams();
  }

  async run(): Promise<number> {
    try {
      const bundle = await bundleJob(this.options.jobFile, this.folder);
      const bundleFile = join(this.folder, 'job.mjs');
      writeFileSync(bundleFile, moduleText(bundle));
      this.thread.send('begin', { bundleFile });
      this.every(LOOK_INTERVAL_MS, () => this.hangWatch.look(Atomics.load(this.heartbeat, 0)));
    } catch (error) {
      this.fail(mainThreadFailure(error), this.programFailed());
    }
    const exitCode = await this.left;
    for (const timer of this.timers) clearInterval(timer);
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
    this.removeBundle();
    return exitCode;
  }

  private handlers(): ProgramHandlers {
    return {
      evaluated: this.removeBundle,
      jobStarted: (report) => {
        this.removeBundle();
        this.jobs.started(report);
      },
      progress: ({ jobs }) => {
        this.jobs.progressed(jobs);
        this.drawProgress();
      },
      jobEnded: (report) => {
        this.hangWatch.heard();
        this.jobs.ended(report);
        this.drawProgress();
        if (report.failure !== undefined) {
          this.sayFailure(report.failure, `Job '${this.jobs.nameOf(report.job)}' failed.`);
        }
      },
      waiting: ({ lines }) => this.say(lines.map((line) => `  ${line}`).join('\n')),
      explained: ({ explanation }) => {
        this.options.onExplained?.(explanation);
        this.end(ExitCode.OK);
      },
      log: ({ level, message, facts }) => this.writeLog(level, message, facts),
      refused: ({ failure }) => {
        this.sayFailure(failure);
        this.end(ExitCode.USAGE);
      },
      ended: ({ exitCode, failure }) => {
        // The thread ends by itself, so that what the program does when its process exits is done.
        if (failure !== undefined) this.sayFailure(failure, this.programFailed());
        this.exitCode ??= failure !== undefined || this.jobs.hasFailed ? ExitCode.FAILED : exitCode;
      },
      exiting: ({ exitCode, failure }) => {
        if (this.jobs.anyRuns) this.failJobs(failure);
        else this.exitCode ??= this.jobs.hasFailed ? ExitCode.FAILED : exitCode;
      },
      uncaught: ({ failure, isRejection }) => {
        const title = isRejection
          ? 'A promise was rejected, and nothing handled it.'
          : 'An error was thrown that nothing caught.';
        this.failJobs(failure, title);
      },
      standardInput: () => {
        if (this.thread.standardInput !== null) process.stdin.pipe(this.thread.standardInput);
      },
      died: (error) => this.failJobs(deathOf(error)),
      exited: (exitCode) => void this.onExited(exitCode),
    };
  }

  private connectStreams(): void {
    const { standardOutput, standardError } = this.thread;
    standardError.setEncoding('utf8').on('data', (text: string) => this.terminal.write(text));
    if (this.options.mode === 'explain') {
      // Standard output is for the explanation.
      standardOutput.setEncoding('utf8').on('data', (text: string) => this.terminal.write(text));
      return;
    }
    standardOutput.pipe(process.stdout, { end: false });
    process.stdout.once('error', () => {
      // Whoever read the output has gone, as `head` does: what is still printed has no reader.
      standardOutput.unpipe(process.stdout).resume();
      if (!this.isStopping) this.stop('Standard output was closed by its reader: the run is stopped.');
    });
  }

  private readonly onSignal = (signal: StopSignal): void => {
    const exitCode = 128 + constants.signals[signal];
    if (this.isStopping || !this.jobs.anyRuns) {
      this.stopNow(exitCode);
      return;
    }
    const again = signal === 'SIGINT' ? 'Ctrl-C again' : 'A second signal';
    this.stop(`Stopping: sources give nothing more, what was read reaches the sinks. ${again} stops now.`);
  };

  private stop(message: string): void {
    this.isStopping = true;
    this.say(message);
    this.thread.send('stop', {});
    this.every(STOP_NOTICE_MS, () => this.sayWhatStopWaitsFor());
  }

  private sayWhatStopWaitsFor(): void {
    if (this.hangWatch.isHanging) this.say(`The stop waits: ${this.keeper} has not returned.`);
    else if (!this.jobs.anyRuns) this.say('The stop waits: the jobs have ended, the program itself still runs.');
    else {
      this.say('The stop waits:');
      this.thread.send('describeWaiting', {});
    }
  }

  private stopNow(exitCode: number): void {
    this.exitCode = exitCode;
    this.terminal.settle();
    this.abandonOutput();
    this.thread.terminate();
    setTimeout(() => {
      this.removeBundle();
      process.kill(process.pid, 'SIGKILL');
    }, TERMINATE_BOUND_MS).unref();
  }

  /** The run is decided; the thread is no longer needed. */
  private end(exitCode: number): void {
    this.exitCode ??= exitCode;
    this.thread.terminate();
  }

  private fail(failure: Failure, title?: string): void {
    this.sayFailure(failure, title);
    this.end(ExitCode.FAILED);
  }

  /** Something outside of any call has ended the thread, and the jobs with it. */
  private failJobs(failure: Failure, title?: string): void {
    const operators = this.jobs.lastEntered();
    const facts = operators.length === 0 ? {} : { 'operator entered last': operators.join(', ') };
    this.fail({ ...failure, facts: { ...failure.facts, ...facts } }, title ?? this.programFailed());
  }

  private async onExited(exitCode: number): Promise<void> {
    if (this.exitCode === undefined) {
      this.failJobs({
        name: 'Error',
        code: 'PROGRAM_DIED',
        message: `The thread of the program has ended with code ${exitCode}.`,
        facts: {},
        stack: [],
      });
    }
    await Promise.race([this.outputTaken(), this.outputAbandoned]);
    this.leave(this.exitCode ?? ExitCode.FAILED);
  }

  /** Settles when the reader of the output has taken all of it. */
  private async outputTaken(): Promise<void> {
    const { standardOutput, standardError } = this.thread;
    await Promise.allSettled([finished(standardOutput), finished(standardError), this.log]);
    const streams = [process.stdout, process.stderr];
    await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
  }

  private drawProgress(): void {
    if (this.terminal.drawsBlocks) this.terminal.draw(this.jobs.lines(this.terminal.columns));
  }

  private writeLog(level: Parameters<LogWriter>[0], message: string, facts: Parameters<LogWriter>[2]): void {
    this.log ??= openLog({ write: (line) => this.terminal.write(line) });
    this.log = this.log.then((write) => {
      write(level, message, facts);
      return write;
    });
  }

  private every(intervalMs: number, action: () => void): void {
    this.timers.add(setInterval(action, intervalMs).unref());
  }

  private say(text: string): void {
    this.terminal.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  private sayFailure(failure: Failure, title?: string): void {
    // What fails behind the decision fails because of it.
    if (this.exitCode !== undefined) return;
    this.terminal.settle();
    this.say(failureText(failure, { ownFolder: OWN_PACKAGE }, title));
  }

  private programFailed(): string {
    return `${basename(this.options.jobFile)} failed.`;
  }

  private whoKeepsTheThread(): string {
    const operators = this.jobs.lastEntered();
    if (operators.length === 0) return 'The program';
    return `${operators.length === 1 ? 'Operator' : 'One of the operators'} ${operators.map((name) => `'${name}'`).join(', ')}`;
  }

  private readonly removeBundle = (): void => rmSync(this.folder, { recursive: true, force: true });
}

function deathOf(error: Error & { readonly code?: string }): Failure {
  const isOutOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return {
    ...mainThreadFailure(error),
    code: isOutOfMemory ? 'PROGRAM_OUT_OF_MEMORY' : 'PROGRAM_DIED',
    ...(isOutOfMemory
      ? {
          message: 'The heap of the program has reached its limit.',
          hint: 'Look for state or collections that only grow; NODE_OPTIONS=--max-old-space-size=4096 (in MB) raises the limit.',
          stack: [],
        }
      : {}),
  };
}
