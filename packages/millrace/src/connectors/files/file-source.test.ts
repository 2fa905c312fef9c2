import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { sourceContract } from '../../testing/contract/source-contract.js';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import { createVirtualFiles, type VirtualFiles } from '../../testing/virtual-files.js';
import { FileEnumeratorProvider } from './file-enumerator.js';
import { FileSource } from './file-source.js';
import { StreamFormat } from './stream-format.js';

const filesWith = (contents: Readonly<Record<string, string | Uint8Array>>): VirtualFiles => {
  const files = createVirtualFiles(createVirtualClock());
  for (const [path, content] of Object.entries(contents)) files.writeText(path, content);
  return files;
};

describe('lines of files', () => {
  const files = filesWith({ '/in/a': 'a1\na2\r\n\na4', '/in/b/c': 'c1\nc2\n', '/in/b/d': '', '/in/.hidden': 'no\n' });
  const expected = ['a1', 'a2', '', 'a4', 'c1', 'c2'];
  const checks = sourceContract({
    create: () => FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), '/in').build(),
    expected,
    files,
  });
  for (const { name, run } of checks) it(name, run);
});

describe('lines of files that are cut', () => {
  const files = filesWith({ '/in/a': 'a1\na2\r\n\na4', '/in/b': 'äöü\nb2\n' });
  const checks = sourceContract({
    create: () =>
      FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), '/in')
        .setFileEnumerator(FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes: 3 }))
        .build(),
    expected: ['a1', 'a2', '', 'a4', 'äöü', 'b2'],
    files,
  });
  for (const { name, run } of checks) it(name, run);
});

describe('JSON lines', () => {
  const type = Types.OBJECT({ id: Types.LONG() });
  const files = filesWith({
    '/good': '{"id":1}\n \n{"id":2}\n{"id":3}',
    '/bad': '{"id":1}\n{"id":2}\n{"id":\n{"id":4}\n',
  });
  const checks = sourceContract({
    create: () => FileSource.forRecordStreamFormat(StreamFormat.jsonLineFormat(type), '/good').build(),
    expected: [{ id: 1 }, { id: 2 }, { id: 3 }],
    malformed: {
      create: () => FileSource.forRecordStreamFormat(StreamFormat.jsonLineFormat(type), '/bad').build(),
      before: [{ id: 1 }, { id: 2 }],
      facts: { file: '/bad', line: 3, offset: 18 },
    },
    files,
  });
  for (const { name, run } of checks) it(name, run);
});

expect;
