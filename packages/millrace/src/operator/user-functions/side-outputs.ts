import { MillraceError } from '../../model/millrace-error.js';
import type { Input } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import { OutputTag } from './output-tag.js';

/** The side outputs of one operator, by tag. */
export class SideOutputs {
  private readonly outputs = new Map<string, Input>();

  constructor(private readonly context: OperatorContext) {}

  /** @throws MillraceError `OUTPUT_TAG_INVALID` for what is no tag. */
  of(tag: OutputTag<unknown>): Input {
    if (!(tag instanceof OutputTag)) {
      throw new MillraceError('OUTPUT_TAG_INVALID', `ctx.output takes an OutputTag first; got a ${typeof tag}.`, {
        hint: "Write const late = new OutputTag('late') once, and ctx.output(late, value).",
      });
    }
    let output = this.outputs.get(tag.tagId);
    if (output === undefined) {
      output = this.context.sideOutput(tag.tagId);
      this.outputs.set(tag.tagId, output);
    }
    return output;
  }
}
