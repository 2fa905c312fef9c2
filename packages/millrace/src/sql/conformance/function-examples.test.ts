import { describe, expect, it } from 'vitest';
import { resolveCast } from '../../functions/cast.js';
import { builtInFunctions } from '../../functions/index.js';
import { STRING } from '../../model/logical-types/logical-type.js';
import { evaluateBothWays, fixedRuntime, resolveSqlUnfolded } from './evaluate-both-ways.test-support.js';

/** What the keyword arguments of the language stand for has no example of its own. */
const WITHOUT_EXAMPLES = new Set(['IMPLICIT_CAST']);

describe('the examples of the functions', () => {
  const examples = builtInFunctions.flatMap(({ name, examples }) =>
    examples.map((example) => [name, example] as const),
  );
  it.each(examples)('%s: $sql is $result', (_name, { sql, result }) => {
    const value = resolveCast(resolveSqlUnfolded(sql, [], fixedRuntime()), STRING, 'CAST');
    const outcome = evaluateBothWays(value, [], () => fixedRuntime());
    expect('error' in outcome ? outcome.error.message : (outcome.value ?? 'NULL')).toBe(result);
  });

  it('are there for every function', () => {
    const without = builtInFunctions.filter(
      ({ name, examples }) => examples.length === 0 && !WITHOUT_EXAMPLES.has(name),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('no two functions have one name', () => {
    const names = builtInFunctions.flatMap(({ name, aliases }) => [name, ...aliases].map((each) => each.toUpperCase()));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});
