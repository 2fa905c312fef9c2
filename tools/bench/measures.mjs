// @ts-check

/**
 * A figure, and the bound that it should keep.
 *
 * @typedef {object} Measure
 * @property {string} what
 * @property {number} value
 * @property {string} unit
 * @property {number} [atMost]
 * @property {number} [atLeast]
 */

/** What a benchmark of several figures prints as a line of JSON. @typedef {{ readonly name: string, readonly measures: readonly Measure[] }} Measured */

/** @param {Measure} measure @returns {boolean} */
export function isMet({ value, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }) {
  return value <= atMost && value >= atLeast;
}

/** @param {readonly Measured[]} measured @returns {readonly (readonly string[])[]} the rows of a table */
export function measureRows(measured) {
  return [
    ['measured', 'figure', 'bound', ''],
    ...measured.flatMap(({ name, measures }) =>
      measures.map((measure) => [
        `${name}: ${measure.what}`,
        `${rounded(measure.value)} ${measure.unit}`.trimEnd(),
        boundText(measure),
        boundText(measure) === '' ? '' : isMet(measure) ? 'met' : 'MISSED',
      ]),
    ),
  ];
}

/** @param {Measure} measure @returns {string} */
function boundText({ atMost, atLeast }) {
  if (atMost !== undefined) return `≤ ${rounded(atMost)}`;
  return atLeast === undefined ? '' : `≥ ${rounded(atLeast)}`;
}

/** Three digits are more than a busy machine gives. @param {number} value @returns {string} */
function rounded(value) {
  return Math.abs(value) >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en')
    : value.toPrecision(3);
}
