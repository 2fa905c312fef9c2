import { WatermarkCombiner, type WatermarkTarget } from '../../time/watermark-combiner.js';
import type { Input } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import type { OperatorSpec } from '../operator-definition.js';
import { type InputKey, inputKey, keySelectorError } from './keyed-input.js';
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
    new FirstInput(operator, combiner, inputKey(context, spec.keySelectors[0])),
    new SecondInput(operator, combiner, inputKey(context, spec.keySelectors[1])),
  ];
}

// Two classes with the same code, so that each of their calls has one target and the engine can inline it.

class FirstInput implements Input {
  constructor(
    private readonly operator: TwoInputOperator,
    private readonly combiner: WatermarkCombiner,
    private readonly key: InputKey | undefined,
  ) {}

  processElement(value: unknown): void {
    const { key } = this;
    if (key !== undefined) {
      let current: unknown;
      try {
        current = key.select(value);
        key.keyed.setCurrentKey(current);
      } catch (cause) {
        throw keySelectorError(key, cause, current);
      }
    }
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
    private readonly key: InputKey | undefined,
  ) {}

  processElement(value: unknown): void {
    const { key } = this;
    if (key !== undefined) {
      let current: unknown;
      try {
        current = key.select(value);
        key.keyed.setCurrentKey(current);
      } catch (cause) {
        throw keySelectorError(key, cause, current);
      }
    }
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
