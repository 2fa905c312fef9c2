import { describe, expect, it } from 'vitest';
import { FileSource } from '../connectors/files/file-source.js';
import { BucketAssigner } from '../connectors/files/sink/bucket-assigner.js';
import { Encoder } from '../connectors/files/sink/encoder.js';
import { FileSink } from '../connectors/files/sink/file-sink.js';
import { RollingPolicy } from '../connectors/files/sink/rolling-policy.js';
import { StreamFormat } from '../connectors/files/stream-format.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { JobHarness } from './job-harness.js';

describe('a job from files to files', () => {
  const lines = (harness: JobHarness) =>
    harness.host.files
      .paths('/out')
      .filter((path) => !path.includes('/.'))
      .flatMap((path) => harness.host.files.readText(path).split('\n').slice(0, -1))
      .sort();

  it('gives each line once, when it starts again from a snapshot at another parallelism', async () => {
    for (const policy of [RollingPolicy.onCheckpointRollingPolicy(), RollingPolicy.defaultRollingPolicy()]) {
      const harness = new JobHarness({ configuration: { 'parallelism.default': 2 } });
      const { files } = harness.host;
      for (const name of ['a', 'b', 'c']) files.writeText(`/in/${name}`, `${name}1\n${name}2\n`);
      const source = FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), '/in')
        .monitorContinuously('1 s')
        .build();
      harness.env
        .fromSource(source, WatermarkStrategy.noWatermarks(), 'in')
        .map((line) => line.toUpperCase())
        .sinkTo(
          FileSink.forRowFormat<string>('/out', Encoder.simpleStringEncoder())
            .withBucketAssigner(BucketAssigner.basePathBucketAssigner())
            .withRollingPolicy(policy)
            .build(),
        );
      await harness.start();
      const snapshot = await harness.snapshot();
      files.writeText('/in/d', 'd1\nd2\n');
      await harness.advanceTo(1000);
      await harness.restart(snapshot);
      await harness.advanceTo(2000);
      files.writeText('/in/e', 'e1\n');
      await harness.advanceTo(3000);
      await harness.stop();
      expect(lines(harness)).toEqual(['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'D1', 'D2', 'E1']);
      expect(files.paths('/out').filter((path) => path.includes('/.'))).toEqual([]);
    }
  });
});
