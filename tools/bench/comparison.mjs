// @ts-check
import { textTable } from './text-table.mjs';

/**
 * What one run prints as a line of JSON, ours and the floor alike.
 *
 * @typedef {object} Run
 * @property {number} records
 * @property {number} seconds
 * @property {number} cpuSeconds
 * @property {number} recordsPerSecond
 * @property {unknown} result
 */

/**
 * @typedef {object} Comparison
 * @property {string} work
 * @property {number} bar the ratio aimed at
 * @property {number} wallRatio our speed by the floor's, the median over the pairs; 1 is as fast
 * @property {number} cpuRatio the floor's CPU time by ours, the median over the pairs; 1 is as cheap
 * @property {{ floor: number, ours: number }} recordsPerSecond medians
 * @property {{ floor: number, ours: number }} recordsPerCpuSecond medians
 * @property {boolean} sameResult
 */

/**
 * @param {string} work
 * @param {number} bar
 * @param {ReadonlyArray<{ floor: Run, ours: Run }>} pairs
 * @returns {Comparison}
 */
export function compare(work, bar, pairs) {
  /** @param {(run: Run) => number} figure */
  const medians = (figure) => ({
    floor: Math.round(median(pairs.map(({ floor }) => figure(floor)))),
    ours: Math.round(median(pairs.map(({ ours }) => figure(ours)))),
  });
  return {
    work,
    bar,
    wallRatio: median(pairs.map(({ floor, ours }) => floor.seconds / ours.seconds)),
    cpuRatio: median(pairs.map(({ floor, ours }) => floor.cpuSeconds / ours.cpuSeconds)),
    recordsPerSecond: medians((run) => run.recordsPerSecond),
    recordsPerCpuSecond: medians((run) => run.records / run.cpuSeconds),
    sameResult: pairs.every(
      ({ floor, ours }) => floor.records === ours.records && sameValue(floor.result, ours.result),
    ),
  };
}

/** @param {readonly Comparison[]} comparisons @returns {string} */
export function table(comparisons) {
  const millions = (/** @type {number} */ rate) => `${(rate / 1e6).toFixed(2)} M/s`;
  const rows = comparisons.map(({ work, bar, wallRatio, cpuRatio, recordsPerSecond, sameResult }) => [
    work,
    millions(recordsPerSecond.floor),
    millions(recordsPerSecond.ours),
    wallRatio.toFixed(2),
    cpuRatio.toFixed(2),
    bar.toFixed(2),
    sameResult ? (wallRatio >= bar ? 'met' : 'below') : 'DIFFERENT RESULT',
  ]);
  return textTable([['work', 'floor', 'ours', 'ratio', 'CPU ratio', 'bar', ''], ...rows]);
}

/** @param {readonly number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = /** @type {number} */ (sorted[middle]);
  return sorted.length % 2 === 1 ? upper : (upper + /** @type {number} */ (sorted[middle - 1])) / 2;
}

/** @param {unknown} a @param {unknown} b @returns {boolean} */
function sameValue(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
