import { describe, expect, it } from 'vitest';
import { Types } from '../../../model/types.js';
import { nameOf } from '../../../ports/file-path.js';
import { seededRandom } from '../../../ports/seeded-random.js';
import { SinkRun, type SinkSnapshot } from '../../../testing/contract/sink-run.js';
import type { VirtualFiles } from '../../../testing/virtual-files.js';
import { filesWith } from '../files-fixture.test-support.js';
import { BucketAssigner } from './bucket-assigner.js';
import { Encoder } from './encoder.js';
import { FileCompactStrategy } from './file-compact-strategy.js';
import { FileCompactor } from './file-compactor.js';
import { FileSink } from './file-sink.js';
import type { FileSinkBuilder } from './file-sink-builder.js';
import { mortalFiles } from './mortal-files.test-support.js';
import { RollingPolicy } from './rolling-policy.js';

const RECORDS = Array.from({ length: 9 }, (_, i) => `record ${i}`);
const PER_CHECKPOINT = 3;

/** How a job comes to its end before its time. */
type Fault = 'the process dies' | 'the power is lost' | 'one call fails';

interface Durable {
  readonly checkpointId: number;
  readonly snapshot: SinkSnapshot;
  readonly position: number;
}

interface Trial {
  readonly builder: FileSinkBuilder<string>;
  readonly fault: Fault;
  /** The call to the files at which it strikes. */
  readonly at: number;
  readonly parallelism: (attempt: number) => number;
}

/** One attempt: from the last checkpoint that was complete until the end, or until the fault. */
async function attempt(
  disk: VirtualFiles,
  trial: Trial,
  number: number,
  durable: Durable | undefined,
  faultAt: number,
) {
  const mortal = mortalFiles(disk, faultAt, trial.fault === 'one call fails');
  const { snapshot, checkpointId: restoredCheckpointId, position = 0 } = durable ?? {};
  const run = new SinkRun(trial.builder.build(), {
    files: mortal.files,
    type: Types.STRING() as never,
    parallelism: trial.parallelism(number),
    restored: snapshot,
    ...(restoredCheckpointId === undefined ? {} : { restoredCheckpointId }),
  });
  let last = durable;
  try {
    await run.open();
    for (let next = position; next < RECORDS.length; next += PER_CHECKPOINT) {
      await run.writeAll(RECORDS.slice(next, next + PER_CHECKPOINT));
      const checkpointId = (last?.checkpointId ?? 0) + 1;
      const taken = await run.barrier(checkpointId);
      last = { checkpointId, snapshot: taken, position: next + PER_CHECKPOINT };
      await run.complete(checkpointId);
    }
    await run.finish();
    const checkpointId = (last?.checkpointId ?? 0) + 1;
    last = { checkpointId, snapshot: await run.barrier(checkpointId), position: RECORDS.length };
    await run.complete(checkpointId, true);
    await run.close();
    return { hasEnded: true, durable: last, calls: mortal.calls() };
  } catch (cause) {
    if (!mortal.hasFailed()) throw cause;
    await run.close().catch(() => undefined);
    if (trial.fault === 'the power is lost') disk.losePower(seededRandom(trial.at));
    return { hasEnded: false, durable: last, calls: mortal.calls() };
  }
}

/** Runs a job to its end, with a fault in its first attempt and another somewhere in its second. */
async function runWithFaults(trial: Trial) {
  const disk = filesWith({ '/out/.other.inprogress': 'not ours' });
  const first = await attempt(disk, trial, 0, undefined, trial.at);
  let durable = first.durable;
  // What a writer leaves that is in no checkpoint is known to nobody: of a first attempt, or of a larger parallelism.
  let isTidy = first.hasEnded || (durable !== undefined && trial.parallelism(1) <= trial.parallelism(0));
  if (!first.hasEnded) {
    const second = await attempt(disk, trial, 1, durable, 1 + Math.floor(seededRandom(trial.at).next() * 2 * trial.at));
    isTidy &&= second.durable !== undefined;
    durable = second.durable;
    if (!second.hasEnded)
      expect((await attempt(disk, trial, 2, durable, Number.POSITIVE_INFINITY)).hasEnded).toBe(true);
  }
  const paths = disk.paths('/out').filter((path) => path !== '/out/.other.inprogress');
  const visible = paths.filter((path) => !nameOf(path).startsWith('.'));
  const lines = visible.flatMap((path) => disk.readText(path).split('\n').slice(0, -1));
  return {
    lines: lines.sort(),
    hidden: isTidy ? paths.filter((path) => !visible.includes(path)) : [],
    strikes: !first.hasEnded,
  };
}

const rows = FileSink.forRowFormat<string>('/out', Encoder.simpleStringEncoder()).withBucketAssigner(
  BucketAssigner.basePathBucketAssigner(),
);
const buckets = rows.withBucketAssigner({
  name: 'even',
  getBucketId: (value) => `even=${Number(value.slice(7)) % 2 === 0}`,
});
const onCheckpoint = RollingPolicy.onCheckpointRollingPolicy();
const twoCheckpoints = FileCompactStrategy.builder().enableCompactionOnCheckpoint(2).build();

const sinks: Readonly<Record<string, FileSinkBuilder<string>>> = {
  'files that end at checkpoints': rows.withRollingPolicy(onCheckpoint),
  'files that go on behind checkpoints': rows,
  'files that end after few bytes': buckets.withRollingPolicy(RollingPolicy.defaultRollingPolicy(15)),
  'files that are compacted': buckets
    .withRollingPolicy(onCheckpoint)
    .enableCompact(twoCheckpoints, FileCompactor.concatFileCompactor()),
};

const faults: readonly Fault[] = ['the process dies', 'the power is lost', 'one call fails'];

describe.each(Object.entries(sinks))('%s', (_name, builder) => {
  it.each(faults)(
    'hold each record once, at whatever call %s',
    async (fault) => {
      const parallelisms = [() => 1, (number: number) => 2 - (number % 2), (number: number) => 1 + (number % 2)];
      let at = 0;
      for (let strikes = true; strikes; ) {
        at++;
        const outcome = await runWithFaults({ builder, fault, at, parallelism: parallelisms[at % 3]! });
        expect([fault, at, outcome.lines]).toEqual([fault, at, [...RECORDS].sort()]);
        expect([fault, at, outcome.hidden]).toEqual([fault, at, []]);
        strikes = outcome.strikes;
      }
      // The fault has struck at each call of the script.
      expect(at).toBeGreaterThanOrEqual(12);
    },
    60_000,
  );
});
