import type { Codec } from '../model/codec.js';
import type { TypeInformation, TypeSpec } from '../model/type-information.js';
import { typeMismatch } from '../model/type-mismatch.js';
import { registerTypeKind } from '../model/types/type-from-spec.js';
import { CountWindow, GlobalWindow, TimeWindow } from './window.js';

/*
 * Windows as types of namespaces. They are values that nobody changes: copies are not needed, and one window object serves
 * as the namespace of many accesses.
 */

function windowType<W>(spec: TypeSpec, name: string, codec: Omit<Codec<W>, 'immutable' | 'copy'>): TypeInformation<W> {
  return { spec, codec: { ...codec, immutable: true, copy: (window) => window }, toString: () => name };
}

/**
 * The type of time windows.
 *
 * @param usualSizeMs the size that most of the windows have: those are found quicker. Only speed depends on it.
 */
export function timeWindowType(usualSizeMs?: number): TypeInformation<TimeWindow> {
  return windowType({ kind: 'time-window' }, 'TimeWindow', {
    check(value, path) {
      if (value instanceof TimeWindow) return value;
      throw typeMismatch(path, 'TimeWindow', value);
    },
    write(window, out) {
      out.writeTime(window.start);
      out.writeTime(window.end);
    },
    read: (input) => new TimeWindow(input.readTime(), input.readTime()),
    token: (window) => (window.end - window.start === usualSizeMs ? window.start : `${window.start} ${window.end}`),
  });
}

const COUNT_WINDOW = windowType<CountWindow>({ kind: 'count-window' }, 'CountWindow', {
  check(value, path) {
    if (value instanceof CountWindow) return value;
    throw typeMismatch(path, 'CountWindow', value);
  },
  write: (window, out) => out.writeVarUint(window.id),
  read: (input) => new CountWindow(input.readVarUint()),
  token: (window) => window.id,
});

/** The type of count windows. */
export function countWindowType(): TypeInformation<CountWindow> {
  return COUNT_WINDOW;
}

const GLOBAL_WINDOW = windowType<GlobalWindow>({ kind: 'global-window' }, 'GlobalWindow', {
  check(value, path) {
    if (value instanceof GlobalWindow) return value;
    throw typeMismatch(path, 'GlobalWindow', value);
  },
  write() {
    // There is only one.
  },
  read: () => GlobalWindow.get(),
  token: () => 0,
});

/** The type of the global window. */
export function globalWindowType(): TypeInformation<GlobalWindow> {
  return GLOBAL_WINDOW;
}

registerTypeKind({ kind: 'time-window', fromSpec: () => timeWindowType() });
registerTypeKind({ kind: 'count-window', fromSpec: countWindowType });
registerTypeKind({ kind: 'global-window', fromSpec: globalWindowType });
