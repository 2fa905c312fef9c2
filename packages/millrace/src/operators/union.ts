import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { OperatorDefinition } from '../operator/operator-definition.js';
import { WatermarkCombiner } from '../time/watermark-combiner.js';

/** All records of its inputs as one stream, with the smallest of their watermarks. */
export const unionDefinition: OperatorDefinition = {
  name: 'union',
  create: (spec, context) => createUnion(spec.inputTypes.length, context),
};

function createUnion(inputCount: number, { output, counts }: OperatorContext): Operator {
  const combiner = new WatermarkCombiner(inputCount, output);
  const inputs = Array.from(
    { length: inputCount },
    (_, index): Input => ({
      processElement(value) {
        counts.recordsIn++;
        counts.recordsOut++;
        output.processElement(value);
      },
      processWatermark: (time) => combiner.processWatermark(index, time),
      processStatus: (idle) => combiner.processStatus(index, idle),
    }),
  );
  return { inputs };
}
