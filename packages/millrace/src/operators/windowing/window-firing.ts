import type { Window } from '../../time/window.js';
import type { WindowContents } from './window-contents.js';
import type { WindowOutput } from './window-output.js';

/**
 * Fires a window whose contents are in hand. The call may be interrupted: `code.isSuspended` is true then.
 *
 * @param stateWindow the window under which the contents are kept.
 * @param purge the contents go.
 */
export type Fire = (window: Window, stateWindow: Window, purge: boolean) => void;

/** What is fired is in hand: it may go before the function, which may take its time, has seen it. */
export function firing(contents: WindowContents, output: WindowOutput): Fire {
  return (window, _stateWindow, purge) => {
    const fired = contents.read();
    if (purge) contents.state.clear();
    if (fired !== undefined) output.emit(window, fired);
  };
}
