import { MillraceError } from 'millrace';

/** Property values as given: text as in Kafka's own files, or the number or boolean meant. */
export type KafkaProperties = Readonly<Record<string, string | number | boolean>>;

/** Values of properties, checked one by one as they are asked for. */
export interface PropertyValues {
  text(name: string): string | undefined;
  /** Whole numbers between two bounds, both allowed. */
  integer<Default extends number | undefined>(
    name: string,
    min: number,
    max: number,
    otherwise: Default,
  ): number | Default;
  boolean<Default extends boolean | undefined>(name: string, otherwise: Default): boolean | Default;
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice;
}

/** The largest 32-bit integer, where Kafka's own limits end. */
export const MAX_INT = 2_147_483_647;

/** The error of a value that a property cannot have; `shown` must not be a secret. */
export function invalidProperty(name: string, shown: string, expected: string, hint?: string): MillraceError {
  return new MillraceError('KAFKA_PROPERTY_INVALID', `The Kafka property '${name}' is ${expected}, not ${shown}.`, {
    facts: { property: name },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Reads values out of a record of properties. */
export function propertyValues(properties: KafkaProperties): PropertyValues {
  const text = (name: string): string | undefined => {
    const value = properties[name];
    return value === undefined ? undefined : String(value).trim();
  };
  return {
    text,
    integer(name, min, max, otherwise) {
      const value = text(name);
      if (value === undefined) return otherwise;
      const number = Number(value);
      if (/^[+-]?\d+$/.test(value) && number >= min && number <= max) return number;
      throw invalidProperty(name, `'${value}'`, `a whole number from ${min} to ${max}`);
    },
    boolean(name, otherwise) {
      const value = text(name)?.toLowerCase();
      if (value === undefined) return otherwise;
      if (value === 'true' || value === 'false') return value === 'true';
      throw invalidProperty(name, `'${value}'`, "'true' or 'false'");
    },
    oneOf(name, choices, otherwise) {
      const value = text(name);
      if (value === undefined) return otherwise;
      const found = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
      if (found !== undefined) return found;
      throw invalidProperty(name, `'${value}'`, `one of ${choices.map((choice) => `'${choice}'`).join(', ')}`);
    },
  };
}
