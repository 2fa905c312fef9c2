import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { OWN_PACKAGE } from './own-package.js';
import {
  type Handlers,
  type ProgramSettings,
  receiver,
  sender,
  type WorkerCommands,
  type WorkerReports,
} from './worker-protocol.js';

/** What a program's owner is told beside its reports. */
export interface ProgramHandlers extends Handlers<WorkerReports> {
  /** The thread has ended; everything that it reported and wrote has been handed over. */
  exited(exitCode: number): void;
  /** The thread cannot go on, for a reason that lies outside the program, such as the heap limit. */
  died(error: Error & { readonly code?: string }): void;
}

/** A program in a thread of its own. */
export interface ProgramThread {
  readonly standardOutput: Readable;
  readonly standardError: Readable;
  readonly standardInput: Writable | null;
  readonly send: ReturnType<typeof sender<WorkerCommands>>;
  /** Ends the thread at once, whatever it does. */
  terminate(): void;
}

/** Starts the thread of a program; the program itself begins with the command `begin`. */
export function startProgram(settings: ProgramSettings, handlers: ProgramHandlers): ProgramThread {
  const worker = new Worker(join(OWN_PACKAGE, 'dist', 'node', 'worker-entry.js'), {
    name: 'millrace job',
    workerData: settings,
    argv: [...settings.args],
    stdin: true,
    stdout: true,
    stderr: true,
  });
  worker.on('message', receiver<WorkerReports>(handlers));
  worker.on('error', (error) => handlers.died(error as Error));
  worker.on('exit', (exitCode) => handlers.exited(exitCode));
  return {
    standardOutput: worker.stdout,
    standardError: worker.stderr,
    standardInput: worker.stdin,
    send: sender<WorkerCommands>(worker),
    terminate: () => void worker.terminate(),
  };
}
