import { test } from 'vitest';
import { readFileSync } from 'node:fs';
import { parseScript } from './parse.js';
test('x', () => {
  const st = readFileSync('/work/shared/sql/parse-corpus.sql', 'utf8').split(/^-- @@\n/m);
  let bad = 0;
  for (const s of st) {
    const neg = s.startsWith('-- [neg]');
    const { errors } = parseScript(s);
    if (neg || errors.length > 0) { if (!neg) bad++; console.log(s.trim(), '\n  =>', errors.map((e) => e.message + '   ' + (e.hint ?? '')).join('\n')); }
  }
  console.log('valid but refused', bad);
});
