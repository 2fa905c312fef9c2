import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';

/**
 * The type of the one namespace that user functions' state lives in; its only value is `undefined`.
 *
 * Windows use the window as namespace instead.
 */
export const VOID_NAMESPACE: TypeInformation<undefined> = {
  spec: { kind: 'void-namespace' },
  codec: {
    immutable: true,
    check(value: unknown, path: string): undefined {
      if (value === undefined || value === null) return undefined;
      throw new MillraceError('TYPE_MISMATCH', `${path} must be undefined: this state has no namespaces.`, {
        hint: 'Ask for the state with the type of its namespaces.',
      });
    },
    write(): void {
      // Its one value takes no bytes.
    },
    read(): undefined {
      return undefined;
    },
    copy(): undefined {
      return undefined;
    },
    token(): undefined {
      return undefined;
    },
  },
  toString(): string {
    return 'VoidNamespace';
  },
};
