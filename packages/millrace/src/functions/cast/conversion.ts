import type { EvaluationRuntime } from '../../expressions/evaluation-runtime.js';
import type { LogicalKind, LogicalType } from '../../model/logical-types/logical-type.js';

/** Turns a value of one type, which is not NULL, into one of another. */
export type Conversion = (value: unknown) => unknown;

type TypeOf<K extends LogicalKind> = Extract<LogicalType, { readonly kind: K }>;

/** Makes the conversion between two types of given kinds; undefined when there is none for them. */
// Taken from a method, so that a rule for several kinds is a rule for each of them.
export type ConversionRule<From extends LogicalKind = LogicalKind, To extends LogicalKind = LogicalKind> = {
  convert(from: TypeOf<From>, to: TypeOf<To>, runtime: Pick<EvaluationRuntime, 'timeZone'>): Conversion | undefined;
}['convert'];

/** A rule for each kind of the source, for one kind of target. */
export type ConversionRules<To extends LogicalKind> = {
  readonly [From in LogicalKind]?: ConversionRule<From, To>;
};
