import { readFileSync } from 'node:fs';
import { JsonRowDeserializationSchema, MillraceError, type TypeInformation } from 'millrace';

/** The records of a file with one JSON object a line; read when the job runs. */
export function jsonLines<T>(path: string, type: TypeInformation<T>): () => Iterable<T> {
  return function* () {
    const schema = JsonRowDeserializationSchema.builder().typeInfo(type).failOnMissingField().build();
    const lines = read(path);
    let number = 0;
    for (let start = 0; start < lines.length; ) {
      const newline = lines.indexOf(0x0a, start);
      const end = newline === -1 ? lines.length : newline;
      number++;
      if (end > start) yield decode(schema, lines.subarray(start, end), path, number);
      start = end + 1;
    }
  };
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    // What the system says of a directory does not name it.
    throw new Error(`'${path}' cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function decode<T>(
  schema: { deserialize(bytes: Uint8Array): T | undefined },
  line: Uint8Array,
  path: string,
  number: number,
): T {
  try {
    return schema.deserialize(line) as T;
  } catch (cause) {
    throw cause instanceof MillraceError ? cause.withFacts({ file: path, line: number }) : cause;
  }
}
