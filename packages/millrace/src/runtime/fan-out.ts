import type { Input } from '../operator/input.js';

/** One output that several inputs read. */
export function fanOut(inputs: readonly Input[]): Input {
  const [first, second] = inputs;
  if (first !== undefined && second === undefined) return first;
  return {
    processElement(value) {
      for (let index = 0; index < inputs.length; index++) (inputs[index] as Input).processElement(value);
    },
    processWatermark(time) {
      for (const input of inputs) input.processWatermark(time);
    },
    processStatus(idle) {
      for (const input of inputs) input.processStatus(idle);
    },
  };
}
