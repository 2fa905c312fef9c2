import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { OutputTag } from './output-tag.js';

describe('an output tag', () => {
  it('has an id, and a type if it was given one', () => {
    const late = new OutputTag('late', Types.STRING());
    expect([late.tagId, late.typeInfo]).toEqual(['late', Types.STRING()]);
    expect(new OutputTag('late').typeInfo).toBeUndefined();
  });

  it.each(['', undefined, null, 5])('refuses %s as an id', (id) => {
    expect(() => new OutputTag(id as string)).toThrow(expect.objectContaining({ code: 'OUTPUT_TAG_INVALID' }));
  });
});
