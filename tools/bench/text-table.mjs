// @ts-check

/**
 * Rows as aligned text, the first column to the left, the others to the right.
 *
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
export function textTable(rows) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}
