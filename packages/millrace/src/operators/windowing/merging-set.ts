import { bytesToken } from '../../model/bytes-token.js';
import type { Codec } from '../../model/codec.js';
import type { TypeInformation } from '../../model/type-information.js';
import { registerTypeKind } from '../../model/types/type-from-spec.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { ValueState } from '../../state/state.js';
import { ValueStateDescriptor, VOID_NAMESPACE } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';

/** A window as it has become, and the one under which its contents are kept: those stay where they are while it grows. */
export interface MergedWindow<W extends Window = Window> {
  readonly window: W;
  readonly stateWindow: W;
}

/** The windows of a key that have been opened and not yet forgotten. A value: changes make another one. */
export type MergingSet<W extends Window = Window> = readonly MergedWindow<W>[];

export const NO_WINDOWS: MergingSet<never> = [];

function mergingSetType(windowType: TypeInformation<unknown>): TypeInformation<MergingSet> {
  const windowCodec = windowType.codec as Codec<Window>;
  const codec: Codec<MergingSet> = {
    immutable: true,
    check: (value) => value as MergingSet,
    write(set, out) {
      out.writeVarUint(set.length);
      for (const { window, stateWindow } of set) {
        windowCodec.write(window, out);
        windowCodec.write(stateWindow, out);
      }
    },
    read(input) {
      const set: MergedWindow[] = [];
      for (let count = input.readCount(); count > 0; count--) {
        const window = windowCodec.read(input);
        set.push({ window, stateWindow: windowCodec.read(input) });
      }
      return set;
    },
    copy: (set) => set,
    token: (set) => bytesToken(codec, set),
  };
  return {
    spec: { kind: 'merging-windows', window: windowType.spec },
    codec,
    toString: () => `Merging<${windowType}>`,
  };
}

registerTypeKind({ kind: 'merging-windows', fromSpec: (spec, nested) => mergingSetType(nested(spec['window'])) });

/** The set of each key, as state. */
export function openMergingSets(
  keyed: KeyedStateBackend,
  windowType: TypeInformation<unknown>,
): ValueState<MergingSet> {
  const descriptor = new ValueStateDescriptor('merging-window-set', mergingSetType(windowType));
  return keyed.state(descriptor, VOID_NAMESPACE);
}
