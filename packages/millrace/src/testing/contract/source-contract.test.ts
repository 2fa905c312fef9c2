import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CollectionSource } from '../../connectors/collection.js';
import { NumberSequenceSource } from '../../connectors/number-sequence.js';
import { MillraceError } from '../../model/millrace-error.js';
import { Types } from '../../model/types.js';
import type { Source, SourceReader, SourceSplit, SplitEnumerator } from '../../operator/source.js';
import { sourceContract } from './source-contract.js';

type AnySource = Source<number>;
type AnyReader = SourceReader<number, SourceSplit>;
type AnyEnumerator = SplitEnumerator<SourceSplit, unknown>;

/** A sound source with one fault. Its reader and enumerator are wrapped by what the fault changes. */
function faulty(fault: {
  readonly source?: Partial<AnySource>;
  readonly reader?: (reader: AnyReader) => Partial<AnyReader>;
  readonly enumerator?: (enumerator: AnyEnumerator) => Partial<AnyEnumerator>;
}): AnySource {
  const sound: AnySource = new NumberSequenceSource(1, 6);
  const { connector, boundedness, replayable, splitForm, enumeratorForm } = sound;
  return {
    connector,
    boundedness,
    replayable,
    splitForm,
    enumeratorForm,
    describe: () => sound.describe(),
    producedType: () => sound.producedType(),
    createReader: (context) => changed(sound.createReader(context), fault.reader),
    createEnumerator: (context, restored) => changed(sound.createEnumerator(context, restored), fault.enumerator),
    ...fault.source,
  };
}

/** The object with some of its methods replaced. */
function changed<O extends object>(object: O, change: ((object: O) => Partial<O>) | undefined): O {
  const changes: Partial<O> = change?.(object) ?? {};
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = name in changes ? Reflect.get(changes, name) : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const EXPECTED = [1, 2, 3, 4, 5, 6];

/** The names of the checks that a source does not pass, with what they say. */
async function broken(create: () => AnySource, options: { readonly open?: () => number } = {}): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, run } of sourceContract({ create, expected: EXPECTED, ...options })) {
    await run().catch((error: unknown) => failures.push(`${name}: ${String((error as Error).message)}`));
  }
  return failures;
}

/** What each fault must be caught by: a part of a check's name, or of what it says. */
const faults: readonly [string, () => AnySource, string][] = [
  [
    'a position that is one too far',
    () =>
      faulty({
        source: {
          splitForm: {
            version: 1,
            toJson: (split) => ({ ...split }),
            fromJson: (version, json) => {
              const split = new NumberSequenceSource(1, 6).splitForm.fromJson(version, {
                ...(json as object),
                from: String((json as { from: number }).from),
                to: String((json as { to: number }).to),
              });
              return split.from < split.to ? { ...split, from: Number(split.from) + 1 } : split;
            },
          },
        },
      }),
    'goes on with exactly the rest',
  ],
  [
    'a reader that keeps only its first split',
    () => faulty({ reader: (reader) => ({ snapshotState: (id) => reader.snapshotState(id).slice(0, 0) }) }),
    'goes on with exactly the rest',
  ],
  [
    'a snapshot that changes what is read',
    () =>
      faulty({
        reader: (reader) => ({
          snapshotState(id) {
            const state = reader.snapshotState(id);
            reader.poll({
              collect: () => false,
              split: () => {
                throw new Error('not used');
              },
            });
            return state;
          },
        }),
      }),
    'between any two polls',
  ],
  [
    'an enumerator that forgets what it has not given out',
    () => faulty({ enumerator: () => ({ snapshotState: () => [] }) }),
    'loses nothing that its enumerator had not given out',
  ],
  [
    'an enumerator that gives a split out twice',
    () =>
      faulty({
        source: {
          createEnumerator(context) {
            const splits = new NumberSequenceSource(1, 6).createEnumerator(context);
            return changed(splits as AnyEnumerator, () => ({
              start: () => splits.addSplitsBack(splits.snapshotState(0), 0),
            }));
          },
        },
      }),
    'gives each split to one of',
  ],
  [
    'an enumerator that drops the splits of a failed reader',
    () => faulty({ enumerator: () => ({ addSplitsBack: () => undefined }) }),
    'gives the splits of a failed reader out again',
  ],
  [
    'a reader that emits on after it must not',
    () =>
      faulty({
        reader: (reader) => ({
          poll(output) {
            const status = reader.poll(output);
            return status === 'more' ? reader.poll(output) : status;
          },
        }),
      }),
    'emitted on after',
  ],
  [
    'a reader that has ended and says otherwise',
    () =>
      faulty({
        reader(reader) {
          let hasEnded = false;
          return {
            poll(output) {
              if (hasEnded) return 'nothing';
              const status = reader.poll(output);
              hasEnded = status === 'end';
              return status;
            },
          };
        },
      }),
    'must go on saying so',
  ],
  [
    'a reader that always has more',
    () => faulty({ reader: (reader) => ({ poll: (output) => (reader.poll(output) === 'end' ? 'end' : 'more') }) }),
    'must say that it has nothing',
  ],
  [
    'a form that reads everything',
    () =>
      faulty({
        source: { splitForm: { version: 1, toJson: (split) => split, fromJson: (_, json) => json as SourceSplit } },
      }),
    'of version 0 was taken',
  ],
  [
    'a form that does not look at what it reads',
    () =>
      faulty({
        source: {
          enumeratorForm: {
            version: 1,
            toJson: (state) => state,
            fromJson(version, json) {
              if (version === 1) return json;
              throw new MillraceError('STATE_FORM_UNKNOWN', 'Another version.', { facts: { version } });
            },
          },
        },
      }),
    'what another connector wrote',
  ],
  [
    'records that are not of its type',
    () => faulty({ source: { producedType: () => Types.STRING() as never } }),
    'gives records of its type',
  ],
  [
    'a description that is no JSON',
    () => faulty({ source: { describe: () => ({ at: new Date(0) }) } }),
    'must be JSON',
  ],
];

describe('the contract of a source', () => {
  it('is kept by a sound source', async () => {
    expect(await broken(() => faulty({}))).toEqual([]);
  });

  it.each(faults)('sees %s', async (_fault, create, says) => {
    expect((await broken(create)).join('\n')).toContain(says);
  });

  it('waits for ever for a reader that is not woken by its split', async () => {
    const create = () => faulty({ reader: () => ({ ready: () => new Promise(() => undefined) }) });
    const check = sourceContract({ create, expected: EXPECTED }).find(({ name }) => name.startsWith('waits when'))!;
    const outcome = await Promise.race([check.run().then(() => 'kept'), setImmediate('waiting')]);
    expect(outcome).toBe('waiting');
  });

  it('sees what is left open', async () => {
    let open = 0;
    const create = () =>
      faulty({
        reader: () => ({
          close() {
            open++;
          },
        }),
      });
    expect((await broken(create, { open: () => open })).join('\n')).toContain('Something is left open.');
  });

  it('sees an error that does not say where the record stands', async () => {
    const records = [1, 'two'] as readonly unknown[] as readonly number[];
    const create = () => new CollectionSource(records, Types.INT());
    const contract = (facts: Readonly<Record<string, unknown>>) =>
      sourceContract({
        create: () => new CollectionSource([1]),
        expected: [1],
        malformed: { create, before: [1], facts },
      })
        .find(({ name }) => name === 'says where a record stands that it cannot read')!
        .run();
    await contract({ origin: 'collection', split: 'all', offset: 1 });
    await expect(contract({ offset: 2 })).rejects.toMatchObject({
      code: 'CONTRACT_BROKEN',
      message: "The error must say where the record stands; its fact 'offset' does not.",
    });
  });
});
