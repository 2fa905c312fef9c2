import { supportsImplicitCast } from '../model/logical-types/cast-support.js';
import { type LogicalKind, type LogicalType, nullable, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily, type TypeFamily } from '../model/logical-types/type-families.js';

/** What is known of an argument before types are chosen. */
export interface ArgumentInfo {
  readonly type: LogicalType;
  /** Its value when it is a literal, such as a format or a path. */
  readonly literal: { readonly value: unknown } | undefined;
}

/** The types that a call settles on: arguments of other types are cast. */
export interface Inferred {
  readonly argumentTypes: readonly LogicalType[];
  readonly resultType: LogicalType;
}

/** One of the ways in which a function may be called. */
export interface Signature {
  /** The arguments for people, such as `<CHARACTER>, <INTEGER>`. */
  readonly text: string;
  /** Undefined when the arguments are not for this signature. */
  infer(args: readonly ArgumentInfo[]): Inferred | undefined;
}

/** What a function takes in one place. */
export interface Parameter {
  readonly text: string;
  /** May be left out; only the last ones. */
  readonly optional: boolean;
  /** Stands for any number of arguments, also none; only the last one. */
  readonly repeated: boolean;
  /** The type that the argument is cast to, mostly its own; undefined when it is refused. */
  readonly accept: (argument: ArgumentInfo) => LogicalType | undefined;
}

/** The result for chosen argument types; undefined when they do not go together. */
export type ResultRule = (types: readonly LogicalType[], args: readonly ArgumentInfo[]) => LogicalType | undefined;

/** A signature of parameters one after another. */
export function signature(parameters: readonly Parameter[], result: ResultRule): Signature {
  const required = parameters.filter((parameter) => !parameter.optional && !parameter.repeated).length;
  const last = parameters.at(-1);
  const repeats = last?.repeated === true;
  return {
    text: parameters.map(parameterText).join(', '),
    infer(args) {
      if (args.length < required || (!repeats && args.length > parameters.length)) return undefined;
      const argumentTypes: LogicalType[] = [];
      for (const [position, argument] of args.entries()) {
        const parameter = parameters[position] ?? last;
        const type = parameter?.accept(argument);
        if (type === undefined) return undefined;
        argumentTypes.push(type);
      }
      const resultType = result(argumentTypes, args);
      return resultType === undefined ? undefined : { argumentTypes, resultType };
    },
  };
}

function parameterText(parameter: Parameter): string {
  if (parameter.repeated) return `[${parameter.text} ...]`;
  return parameter.optional ? `[${parameter.text}]` : parameter.text;
}

function parameter(text: string, accept: Parameter['accept']): Parameter {
  return { text: `<${text}>`, accept, optional: false, repeated: false };
}

/** An argument of a family, taken as it is. A NULL without a type is refused, as Flink does. */
const family = (name: TypeFamily): Parameter =>
  parameter(name, ({ type }) => (hasFamily(type, name) ? type : undefined));

/** An argument of one of these kinds, taken as it is. */
export const kinds = (...names: readonly LogicalKind[]): Parameter =>
  parameter(names.join(' | '), ({ type }) => (names.includes(type.kind) ? type : undefined));

/** An argument that Flink converts to the type unasked; a NULL without a type is one. */
export const castTo = (target: LogicalType, text: string = target.kind): Parameter =>
  parameter(text, ({ type }) =>
    supportsImplicitCast(type, nullable(target)) ? withNullability(target, type.nullable) : undefined,
  );

/** A keyword, such as the unit of EXTRACT. */
export const symbol = (...values: readonly string[]): Parameter =>
  parameter(values.join(' | '), ({ type, literal }) =>
    type.kind === 'SYMBOL' && values.includes(literal?.value as string) ? type : undefined,
  );

export const optional = (inner: Parameter): Parameter => ({ ...inner, optional: true });
export const repeated = (inner: Parameter): Parameter => ({ ...inner, repeated: true });

export const CHARACTERS = family('CHARACTER_STRING');
export const NUMBERS = family('NUMERIC');
export const INTEGERS = family('INTEGER_NUMERIC');
export const BOOLEANS = kinds('BOOLEAN');

/** This type; nullable when an argument is. */
export const returns =
  (type: LogicalType): ResultRule =>
  (types) =>
    withNullability(type, anyNullable(types));

/** This type, whatever the arguments: with the nullability that it has. */
export const returnsExactly =
  (type: LogicalType): ResultRule =>
  () =>
    type;

/** The type of an argument, changed by `change`; nullable when any argument is. */
export const returnsArgument =
  (position: number, change: (type: LogicalType) => LogicalType = (type) => type): ResultRule =>
  (types) =>
    withNullability(change(types[position] as LogicalType), anyNullable(types));

export function anyNullable(types: readonly LogicalType[]): boolean {
  return types.some((type) => type.nullable);
}
