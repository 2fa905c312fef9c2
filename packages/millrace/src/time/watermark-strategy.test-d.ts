import { expectTypeOf, test } from 'vitest';
import { WatermarkStrategy } from './watermark-strategy.js';

interface Sale {
  readonly soldAt: number;
}

declare function assign(strategy: WatermarkStrategy<Sale>): void;

test('a strategy for anything fits every stream', () => {
  assign(WatermarkStrategy.forMonotonousTimestamps());
  assign(WatermarkStrategy.forBoundedOutOfOrderness('5 s').withIdleness('1 min'));
});

test('the record of an assigner is that of the stream, or the one it declares', () => {
  assign(WatermarkStrategy.forMonotonousTimestamps().withTimestampAssigner((sale) => sale.soldAt));
  const strategy = WatermarkStrategy.noWatermarks().withTimestampAssigner((sale: Sale) => sale.soldAt);
  expectTypeOf(strategy).toEqualTypeOf<WatermarkStrategy<Sale>>();
  assign(strategy);
});

test('a wrong field or record is an error', () => {
  // @ts-expect-error Sale has no field soldOn
  assign(WatermarkStrategy.noWatermarks().withTimestampAssigner((sale) => sale.soldOn));
  const other = WatermarkStrategy.noWatermarks().withTimestampAssigner((value: { readonly at: number }) => value.at);
  // @ts-expect-error Sale has no field at
  assign(other);
  // @ts-expect-error a text is no timestamp
  WatermarkStrategy.noWatermarks().withTimestampAssigner(() => '2024-01-01');
});
