import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Types } from '../../../model/types.js';
import { nodeCompression } from '../../../node/node-compression.js';
import { directoryOf, joinPath, nameOf } from '../../../ports/file-path.js';
import { type SinkTarget, sinkContract } from '../../../testing/contract/sink-contract.js';
import { filesWith } from '../files-fixture.test-support.js';
import { BucketAssigner } from './bucket-assigner.js';
import { CompressWriters } from './bulk-writer.js';
import { Encoder } from './encoder.js';
import { FileSink } from './file-sink.js';
import type { FileSinkBuilder } from './file-sink-builder.js';
import { observedFiles } from './observed-files.test-support.js';
import { RollingPolicy } from './rolling-policy.js';

/** What is visible: lines, in the order in which their files became visible. */
const target = (builder: FileSinkBuilder<string>, decode: (bytes: Uint8Array) => string): SinkTarget<string> => {
  const disk = filesWith();
  const files = observedFiles(disk);
  const published: string[] = [];
  disk.onCall = ({ call, path }) => {
    const [, final] = /^\.(.*)\.pending\.\d+$/.exec(nameOf(path)) ?? [];
    if (call === 'rename' && final !== undefined) published.push(joinPath(directoryOf(path), final));
  };
  return {
    sink: () => builder.build(),
    files,
    compression: nodeCompression,
    visible: () => published.flatMap((path) => decode(disk.readBytes(path)).split('\n').slice(0, -1)),
    open: () => files.open(),
    stall: () => files.stall(),
    resume: () => files.resume(),
    fail: () => files.fail(),
    close() {
      const visible = disk.paths().filter((path) => !nameOf(path).startsWith('.'));
      expect(visible).toEqual([...published].sort());
    },
  };
};

const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString();

const describeSink = (name: string, builder: FileSinkBuilder<string>, decode = utf8, ordered = true) => {
  describe(name, () => {
    const checks = sinkContract({
      records: ['a', 'b', 'ä', '', 'c', 'd', 'e'].map((text) => text + '.'.repeat(5000)),
      type: Types.STRING(),
      target: () => target(builder, decode),
      ordered,
    });
    for (const { name: check, run } of checks) it(check, run);
  });
};

const rows = FileSink.forRowFormat<string>('/out', Encoder.simpleStringEncoder())
  .withBucketAssigner(BucketAssigner.basePathBucketAssigner())
  .withRollingPolicy(RollingPolicy.onCheckpointRollingPolicy());

describeSink('rows in files', rows);
describeSink(
  'rows in files of buckets',
  rows.withBucketAssigner({ name: 'first letter', getBucketId: (value) => `letter=${value.slice(0, 1)}/x` }),
  utf8,
  false,
);
describeSink(
  'compressed files',
  FileSink.forBulkFormat<string>('/out', CompressWriters.forEncoder(Encoder.simpleStringEncoder())).withBucketAssigner(
    BucketAssigner.basePathBucketAssigner(),
  ),
  (bytes) => gunzipSync(bytes).toString(),
);
