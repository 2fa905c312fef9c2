import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OperatorSnapshot } from '../state/snapshot.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { createAsyncDesk } from './async-desk.test-support.js';
import { asyncWaitDefinition } from './async-wait.js';

/** One thing that happens to the operator. `pick` chooses among the open calls. */
type Step =
  | { readonly kind: 'element' | 'watermark' | 'shut' | 'open' | 'snapshot' | 'restore' }
  | { readonly kind: 'answer'; readonly pick: number; readonly length: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ kind: 'element' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'watermark' }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), pick: fc.nat(), length: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: 'shut' }, { kind: 'open' }) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ kind: 'snapshot' }, { kind: 'restore' }) },
);

type Emitted = { readonly value: number } | { readonly watermark: number };

/** A run of the operator: what went in, and what came out of the attempts that count. */
class Run {
  readonly input: Emitted[] = [];
  readonly desk = createAsyncDesk();
  /** How many records the answer about a value has: always the same, as calls are made again after a restore. */
  readonly lengths = new Map<number, number>();
  private readonly harness: OperatorHarness;
  /** What came out before the last snapshot. */
  private kept: Emitted[] = [];
  private snapshot:
    | { readonly state: OperatorSnapshot; readonly inputs: number; readonly output: Emitted[] }
    | undefined;
  private next = 0;

  constructor(outputMode: string, capacity: number) {
    this.harness = new OperatorHarness({
      definition: asyncWaitDefinition,
      functions: { function: this.desk.ask },
      options: { outputMode, capacity, timeoutMs: 0 },
    });
  }

  async begin(): Promise<void> {
    await this.harness.open();
  }

  async step(next: Step): Promise<void> {
    const { harness } = this;
    if (next.kind === 'element') await this.send({ value: this.next++ });
    else if (next.kind === 'watermark') await this.send({ watermark: this.next });
    else if (next.kind === 'answer') await this.answer(next.pick, next.length);
    else if (next.kind === 'shut') harness.shutOutput();
    else if (next.kind === 'open') await harness.openOutput();
    else if (next.kind === 'snapshot') await this.takeSnapshot();
    else await this.restore();
  }

  async end(): Promise<Emitted[]> {
    await this.harness.openOutput();
    await this.harness.endInput(0);
    while (this.desk.open.length > 0) await this.answer(this.desk.open.length - 1, 1);
    return this.output();
  }

  private async send(element: Emitted): Promise<void> {
    this.input.push(element);
    if ('value' in element) await this.harness.processElement(0, element.value, element.value);
    else await this.harness.processWatermark(0, element.watermark);
  }

  private async answer(pick: number, length: number): Promise<void> {
    const { open } = this.desk;
    if (open.length === 0) return;
    const value = open[pick % open.length] as number;
    if (!this.lengths.has(value)) this.lengths.set(value, length);
    this.desk.answer(value, Array(this.lengths.get(value)).fill(value));
    await this.harness.settle();
  }

  private async takeSnapshot(): Promise<void> {
    await this.harness.openOutput();
    const checkpoint = await this.harness.freeze();
    // The barrier waits behind records that the capacity holds back.
    while (!this.harness.isFrozen(checkpoint)) await this.answer(0, 1);
    this.snapshot = {
      state: await this.harness.write(checkpoint),
      inputs: this.input.length,
      output: this.output(),
    };
  }

  /** A crash: what came out behind the snapshot is taken back, what went in behind it comes again. */
  private async restore(): Promise<void> {
    if (this.snapshot === undefined) return;
    await this.harness.openOutput();
    await this.harness.close();
    this.harness.clearOutput();
    this.kept = this.snapshot.output;
    await this.harness.open(this.snapshot.state);
    for (const element of this.input.splice(this.snapshot.inputs)) await this.send(element);
  }

  private output(): Emitted[] {
    const emitted = this.harness.emissions.flatMap((each): Emitted[] =>
      each.kind === 'record'
        ? [{ value: each.value as number }]
        : each.kind === 'watermark'
          ? [{ watermark: each.time }]
          : [],
    );
    return [...this.kept, ...emitted];
  }
}

const values = (emitted: readonly Emitted[]) => emitted.flatMap((each) => ('value' in each ? [each.value] : []));
const multiplied = ({ input, lengths }: Run) =>
  values(input).flatMap((value) => Array<number>(lengths.get(value) ?? 1).fill(value));

async function run(outputMode: string, capacity: number, steps: readonly Step[]) {
  const all = new Run(outputMode, capacity);
  await all.begin();
  for (const next of steps) await all.step(next);
  return { run: all, output: await all.end() };
}

const program = [fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 })] as const;

it('in order, everything comes out as it came in, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(...program, async (capacity, steps) => {
      const { run: done, output } = await run('ORDERED', capacity, steps);
      expect(values(output)).toEqual(multiplied(done));
    }),
    { numRuns: 60 },
  );
});

it('unordered, everything comes out once, on its side of every watermark, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(...program, async (capacity, steps) => {
      const { run: done, output } = await run('UNORDERED', capacity, steps);
      const order = (left: number, right: number) => left - right;
      expect(values(output).sort(order)).toEqual(multiplied(done).sort(order));
      // Watermark n came in behind the values below n and before the others.
      for (const [index, each] of output.entries()) {
        if (!('watermark' in each)) continue;
        expect(values(output.slice(0, index)).every((value) => value < each.watermark)).toBe(true);
        expect(values(output.slice(index)).every((value) => value >= each.watermark)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
