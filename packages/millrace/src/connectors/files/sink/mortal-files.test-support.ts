import type { Files } from '../../../ports/files.js';

/** The files of one attempt of a job. */
export interface MortalFiles {
  readonly files: Files;
  calls(): number;
  hasFailed(): boolean;
}

/**
 * Files that fail at one of their calls, and unless it is a single failure at all that come after, as those of a process
 * do that is dead.
 *
 * @param at which call, from 1.
 */
export function mortalFiles(files: Files, at: number, isSingle: boolean): MortalFiles {
  let calls = 0;
  const call = () => {
    calls++;
    if (calls === at || (calls > at && !isSingle)) throw new Error(`Call ${calls} fails.`);
  };
  const guarded = <F extends object>(target: F): F =>
    new Proxy(target, {
      get(_target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || name === 'absolutePath') return member;
        return async (...values: unknown[]) => {
          if (name !== 'close') call();
          const result: unknown = await Reflect.apply(member, target, values);
          return isHandle(result) ? guarded(result) : result;
        };
      },
    });
  return { files: guarded(files), calls: () => calls, hasFailed: () => calls >= at };
}

function isHandle(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'close' in value;
}
