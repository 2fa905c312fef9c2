import { compileSource } from '../model/generated-code.js';
import { boundCall } from './bound-call.js';
import { type CodeWriter, codeWriter } from './code-writer.js';
import type { EvaluationRuntime } from './evaluation-runtime.js';
import type { EagerImplementation } from './implementation.js';
import type { RowFunction } from './interpret.js';
import type { Call, ResolvedExpression } from './resolved-expression.js';

/** A value in generated code. */
interface GeneratedValue {
  /** The source of it, without effects: it may stand anywhere behind what was written for it. */
  readonly source: string;
  readonly mayBeNull: boolean;
}

/** What runs: a function generated from an expression, of the fields of a row. */
export function compileExpression(expression: ResolvedExpression, runtime: EvaluationRuntime): RowFunction {
  const writer = codeWriter();
  const { source } = generateValue(expression, runtime, writer);
  return compileSource(writer.parameters, `return (row) => {\n${writer.lines.join('\n')}\nreturn ${source};\n};`);
}

/** Writes the statements that compute an expression of the fields of the variable `row`. */
function generateValue(expression: ResolvedExpression, runtime: EvaluationRuntime, writer: CodeWriter): GeneratedValue {
  switch (expression.kind) {
    case 'literal':
      return { source: writer.constant(expression.value), mayBeNull: expression.value === null };
    case 'input':
      return { source: writer.define(`row[${expression.position}]`), mayBeNull: expression.type.nullable };
    case 'call':
      return generateCall(expression, runtime, writer);
  }
}

function generateCall(expression: Call, runtime: EvaluationRuntime, writer: CodeWriter): GeneratedValue {
  const implementation = expression.definition.implement(boundCall(expression), runtime);
  // A DECIMAL with too many digits becomes NULL, whatever its type says.
  const partial = expression.type.nullable || expression.type.kind === 'DECIMAL';
  if (implementation.kind === 'lazy') {
    const args = expression.arguments.map((argument) => () => generateValue(argument, runtime, writer).source);
    return { source: implementation.emit(args, writer), mayBeNull: true };
  }
  const args = expression.arguments.map((argument) => generateValue(argument, runtime, writer));
  const sources = args.map((argument) => argument.source);
  const value = fragmentOf(implementation, sources, writer);
  if (expression.definition.nulls === 'own') return { source: writer.define(value), mayBeNull: partial };
  const nulls = args.filter((argument) => argument.mayBeNull).map((argument) => `${argument.source} === null`);
  if (nulls.length === 0) return { source: writer.define(value), mayBeNull: partial };
  return { source: writer.define(`${nulls.join(' || ')} ? null : ${value}`), mayBeNull: true };
}

function fragmentOf(implementation: EagerImplementation, args: readonly string[], writer: CodeWriter): string {
  return implementation.code?.(args, writer) ?? `${writer.constant(implementation.evaluate)}(${args.join(', ')})`;
}
