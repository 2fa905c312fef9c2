import { eager, type LazyImplementation } from '../expressions/implementation.js';
import { type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import { BOOLEANS, repeated, returns, returnsExactly, signature } from '../expressions/signature.js';
import { BOOLEAN, notNull } from '../model/logical-types/logical-type.js';

/** AND stops at the first FALSE, OR at the first TRUE; what is unknown decides only when nothing else does. */
function connective(decisive: boolean): LazyImplementation {
  return {
    kind: 'lazy',
    evaluate(args) {
      let unknown = false;
      for (const argument of args) {
        const value = argument();
        if (value === decisive) return decisive;
        if (value === null) unknown = true;
      }
      return unknown ? null : !decisive;
    },
    emit(args, writer) {
      const result = writer.declare();
      const label = `l${result}`;
      const unknown = `u${result}`;
      writer.line(`let ${unknown} = false;`);
      writer.line(`${label}: {`);
      for (const argument of args) {
        const value = argument();
        writer.line(`if (${value} === ${decisive}) { ${result} = ${decisive}; break ${label}; }`);
        writer.line(`if (${value} === null) ${unknown} = true;`);
      }
      writer.line(`${result} = ${unknown} ? null : ${!decisive};`);
      writer.line('}');
      return result;
    },
  };
}

function logical(name: 'AND' | 'OR', decisive: boolean, summary: string, examples: ScalarFunction['examples']) {
  const implementation = connective(decisive);
  return scalarFunction({
    name,
    category: 'logical',
    usage: `boolean1 ${name} boolean2`,
    summary,
    nulls: 'own',
    signatures: [signature([BOOLEANS, BOOLEANS, repeated(BOOLEANS)], returns(BOOLEAN))],
    implement: () => implementation,
    examples,
    print: (args) => `(${args.join(` ${name} `)})`,
  });
}

const not = scalarFunction({
  name: 'NOT',
  category: 'logical',
  usage: 'NOT boolean',
  summary: 'TRUE for FALSE and FALSE for TRUE.',
  signatures: [signature([BOOLEANS], returns(BOOLEAN))],
  implement: () =>
    eager(
      (value: boolean) => !value,
      ([value]) => `!${value}`,
    ),
  examples: [{ sql: 'NOT TRUE', result: 'FALSE' }],
  print: ([value]) => `NOT ${value}`,
});

function truthTest(name: string, value: boolean, negated: boolean): ScalarFunction {
  return scalarFunction({
    name,
    category: 'logical',
    usage: `boolean ${name}`,
    summary: `TRUE when the value is ${negated ? 'not ' : ''}${value ? 'TRUE' : 'FALSE'}; never NULL.`,
    nulls: 'own',
    signatures: [signature([BOOLEANS], returnsExactly(notNull(BOOLEAN)))],
    implement: () =>
      eager(
        (seen: boolean | null) => (seen === value) !== negated,
        ([seen]) => `${seen} ${negated ? '!==' : '==='} ${value}`,
      ),
    examples: [{ sql: `CAST(NULL AS BOOLEAN) ${name}`, result: negated ? 'TRUE' : 'FALSE' }],
    print: ([seen]) => `${seen} ${name}`,
  });
}

export const logicFunctions = [
  logical('AND', false, 'TRUE when all are TRUE, FALSE when one is FALSE, else NULL.', [
    { sql: 'TRUE AND FALSE', result: 'FALSE' },
    { sql: 'CAST(NULL AS BOOLEAN) AND FALSE', result: 'FALSE' },
  ]),
  logical('OR', true, 'TRUE when one is TRUE, FALSE when all are FALSE, else NULL.', [
    { sql: 'TRUE OR FALSE', result: 'TRUE' },
    { sql: 'CAST(NULL AS BOOLEAN) OR FALSE', result: 'NULL' },
  ]),
  not,
  truthTest('IS TRUE', true, false),
  truthTest('IS NOT TRUE', true, true),
  truthTest('IS FALSE', false, false),
  truthTest('IS NOT FALSE', false, true),
];
