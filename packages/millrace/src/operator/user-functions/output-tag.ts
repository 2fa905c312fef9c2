import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';

/**
 * Names a side output and the type of its records.
 *
 * @example
 * ```ts
 * import { OutputTag, Types } from 'millrace';
 *
 * const late = new OutputTag('late', Types.STRING());
 * console.log(late.tagId);
 * ```
 */
export class OutputTag<T> {
  readonly tagId: string;
  /** Without a type, records that cross threads are copied by structured clone. */
  readonly typeInfo: TypeInformation<T> | undefined;

  /** @throws MillraceError `OUTPUT_TAG_INVALID` for an id that is empty or no text. */
  constructor(tagId: string, typeInfo?: TypeInformation<T>) {
    if (typeof tagId !== 'string' || tagId === '') {
      throw new MillraceError(
        'OUTPUT_TAG_INVALID',
        `An output tag needs an id, a text that is not empty; got ${JSON.stringify(tagId)}.`,
        {
          hint: "Write new OutputTag('late').",
        },
      );
    }
    this.tagId = tagId;
    this.typeInfo = typeInfo;
  }
}
