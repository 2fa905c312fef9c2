#!/usr/bin/env node
// The file source against bare loops over the same file, in one process, the two alternating; ratios of processor time:
//   node bench/files-bench.mjs [WORK …] [--rounds N] [--records N]
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CsvReaderFormat,
  CsvSchema,
  FileSource,
  StreamExecutionEnvironment,
  StreamFormat,
  Types,
  WatermarkStrategy,
} from 'millrace';
import { inferSchema, initParser } from 'udsv';
import { requireCurrentCode } from '../tools/built.mjs';

requireCurrentCode();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, records: { type: 'string', default: '400000' } },
});
const rounds = Number(values.rounds);
const records = Number(values.records);
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
const CHUNK_BYTES = 1 << 18;

const order = (i) => ({
  id: i,
  customer: `customer-${(i * 7919) % 100_003}`,
  amount: (i % 10_000) / 4,
  city: `Somewhere ${i % 97}`,
  paid: i % 2 === 0,
});

/** The lines of a file, one call each: what a program without Millrace does at least. */
const eachLine = (path, take) => {
  const file = openSync(path);
  let rest = Buffer.alloc(0);
  for (;;) {
    const chunk = Buffer.allocUnsafe(rest.length + CHUNK_BYTES);
    rest.copy(chunk);
    const count = readSync(file, chunk, rest.length, CHUNK_BYTES, null);
    const end = rest.length + count;
    let start = 0;
    for (let feed = chunk.indexOf(10); feed !== -1 && feed < end; feed = chunk.indexOf(10, start)) {
      take(chunk.toString('utf8', start, feed));
      start = feed + 1;
    }
    rest = chunk.subarray(start, end);
    if (count === 0) break;
  }
  if (rest.length > 0) take(rest.toString('utf8'));
  closeSync(file);
};

const throughMillrace = async (format, path, take) => {
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  const source = FileSource.forRecordStreamFormat(format, path).build();
  env.fromSource(source, WatermarkStrategy.noWatermarks(), 'files').addSink(take);
  await env.execute('files');
};

const jsonPath = () => {
  const path = join(folder, 'orders.json');
  writeFileSync(path, Array.from({ length: records }, (_, i) => `${JSON.stringify(order(i))}\n`).join(''));
  return path;
};

const csvPath = (quoted) => {
  const path = join(folder, `orders-${quoted}.csv`);
  const city = (text) => (quoted ? `"${text}, ""there"" "` : text);
  const lines = Array.from({ length: records }, (_, i) => {
    const { id, customer, amount, city: name, paid } = order(i);
    return `${id},${customer},${amount},${city(name)},${paid}\n`;
  });
  writeFileSync(path, `id,customer,amount,city,paid\n${lines.join('')}`);
  return path;
};

/** What the library does by itself: the whole file as text, its columns typed, arrays as rows. */
const throughUdsv = (path, sum) => {
  const text = readFileSync(path, 'utf8');
  const parser = initParser(inferSchema(text));
  for (const row of parser.typedArrs(text)) sum(row[2]);
};

const csvFormat = () =>
  CsvReaderFormat.forSchema(
    CsvSchema.builder()
      .addNumberColumn('id')
      .addStringColumn('customer')
      .addNumberColumn('amount', Types.DOUBLE())
      .addStringColumn('city')
      .addBooleanColumn('paid')
      .setUseHeader()
      .build(),
  );

const ORDER = Types.OBJECT({
  id: Types.LONG(),
  customer: Types.STRING(),
  amount: Types.DOUBLE(),
  city: Types.STRING(),
  paid: Types.BOOLEAN(),
});

const works = {
  'text-lines': {
    bar: 0.5,
    prepare: jsonPath,
    bare: (path, sum) => eachLine(path, (line) => sum(line.length)),
    ours: (path, sum) => throughMillrace(StreamFormat.textLineFormat(), path, (line) => sum(line.length)),
  },
  'json-lines': {
    bar: 0.7,
    prepare: jsonPath,
    bare: (path, sum) => eachLine(path, (line) => sum(JSON.parse(line).amount)),
    ours: (path, sum) => throughMillrace(StreamFormat.jsonLineFormat(ORDER), path, (value) => sum(value.amount)),
  },
  'json-lines-untyped': {
    bar: 0.7,
    prepare: jsonPath,
    bare: (path, sum) => eachLine(path, (line) => sum(JSON.parse(line).amount)),
    ours: (path, sum) => throughMillrace(StreamFormat.jsonLineFormat(), path, (value) => sum(value.amount)),
  },
  csv: {
    bar: 0.6,
    prepare: () => csvPath(false),
    bare: throughUdsv,
    ours: (path, sum) => throughMillrace(csvFormat(), path, (row) => sum(row.get(2))),
  },
  'csv-quoted': {
    bar: 0.6,
    prepare: () => csvPath(true),
    bare: throughUdsv,
    ours: (path, sum) => throughMillrace(csvFormat(), path, (row) => sum(row.get(2))),
  },
};

const cpuSeconds = async (work) => {
  let count = 0;
  let total = 0;
  const start = process.cpuUsage();
  await work((amount) => {
    count++;
    total += amount;
  });
  const { user, system } = process.cpuUsage(start);
  if (count !== records) throw new Error(`${count} of ${records} records`);
  return { seconds: (user + system) / 1e6, total };
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

try {
  for (const [name, { bar, prepare, bare, ours }] of Object.entries(works)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const path = await prepare();
    const pairs = [];
    for (let round = 0; round <= rounds; round++) {
      const floor = await cpuSeconds((sum) => bare(path, sum));
      const mine = await cpuSeconds((sum) => ours(path, sum));
      if (floor.total !== mine.total) throw new Error(`${name}: ${mine.total} instead of ${floor.total}`);
      // The first round warms up.
      if (round > 0) pairs.push([floor.seconds, mine.seconds]);
    }
    const ratio = median(pairs.map(([floor, mine]) => floor / mine));
    console.log(
      JSON.stringify({
        work: name,
        records,
        bareMicrosARecord: Number(((median(pairs.map(([floor]) => floor)) / records) * 1e6).toFixed(3)),
        oursMicrosARecord: Number(((median(pairs.map(([, mine]) => mine)) / records) * 1e6).toFixed(3)),
        cpuRatio: Number(ratio.toFixed(2)),
        bar,
      }),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
