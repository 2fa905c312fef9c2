import type { DurationLike } from '../model/duration.js';
import { checkedBufferTimeout } from './buffer-timeout.js';
import { checkedParallelism } from './checked-parallelism.js';
import type { Transformation } from './transformation.js';

/** @throws MillraceError `PARALLELISM_INVALID` */
export function setParallelism(transformation: Transformation, parallelism: number): void {
  const { name, parallelismLimit } = transformation;
  transformation.parallelism = checkedParallelism(parallelism, `The parallelism of '${name}'`, parallelismLimit);
}

/** @throws MillraceError `PARALLELISM_INVALID` */
export function setMaxParallelism(transformation: Transformation, maxParallelism: number): void {
  const { name } = transformation;
  transformation.maxParallelism = checkedParallelism(maxParallelism, `The maximum parallelism of '${name}'`);
}

/** @throws MillraceError `DURATION_INVALID` */
export function setOperatorBufferTimeout(transformation: Transformation, timeout: DurationLike): void {
  const timeoutMs = checkedBufferTimeout(timeout);
  transformation.bufferTimeoutMs = timeoutMs < 0 ? undefined : timeoutMs;
}
