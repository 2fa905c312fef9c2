import { WatermarkCombiner, type WatermarkTarget } from '../../time/watermark-combiner.js';
import type { Input } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import type { OperatorSpec } from '../operator-definition.js';
import { keyedIfSelected } from './keyed-input.js';
import type { UserCode } from './user-code.js';

/** An operator of two inputs, as its inputs see it. Watermark and status are those of both inputs together. */
export interface TwoInputOperator extends WatermarkTarget {
  readonly code: UserCode;
  processElement1(value: unknown): void;
  processElement2(value: unknown): void;
}

/** The two inputs of an operator: each keyed when it has a key selector, watermarks and status combined. */
export function twoInputs(spec: OperatorSpec, context: OperatorContext, operator: TwoInputOperator): readonly Input[] {
  const combiner = new WatermarkCombiner(2, operator);
  return [
    keyedIfSelected(context, spec.keySelectors[0], new FirstInput(operator, combiner)),
    keyedIfSelected(context, spec.keySelectors[1], new SecondInput(operator, combiner)),
  ];
}

// Two classes, so that each call below has one target and the engine can inline it.

class FirstInput implements Input {
  constructor(
    private readonly operator: TwoInputOperator,
    private readonly combiner: WatermarkCombiner,
  ) {}

  processElement(value: unknown): void {
    this.operator.processElement1(value);
  }

  processWatermark(time: number): void {
    const { code } = this.operator;
    if (code.isSuspended) code.hold(() => this.processWatermark(time));
    else this.combiner.processWatermark(0, time);
  }

  processStatus(idle: boolean): void {
    const { code } = this.operator;
    if (code.isSuspended) code.hold(() => this.processStatus(idle));
    else this.combiner.processStatus(0, idle);
  }
}

class SecondInput implements Input {
  constructor(
    private readonly operator: TwoInputOperator,
    private readonly combiner: WatermarkCombiner,
  ) {}

  processElement(value: unknown): void {
    this.operator.processElement2(value);
  }

  processWatermark(time: number): void {
    const { code } = this.operator;
    if (code.isSuspended) code.hold(() => this.processWatermark(time));
    else this.combiner.processWatermark(1, time);
  }

  processStatus(idle: boolean): void {
    const { code } = this.operator;
    if (code.isSuspended) code.hold(() => this.processStatus(idle));
    else this.combiner.processStatus(1, idle);
  }
}
