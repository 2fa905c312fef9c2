import type { TypeInformation, TypeSpec } from '../type-information.js';

/** How a kind of type is rebuilt from its JSON form. Each type file exports one, and the registry lists them. */
export interface TypeKind {
  readonly kind: string;
  /**
   * @param nested rebuilds the types that this one contains.
   * @throws MillraceError `TYPE_INVALID` when the options are not those of this kind.
   */
  fromSpec(spec: TypeSpec, nested: (spec: unknown) => TypeInformation<unknown>): TypeInformation<unknown>;
}
