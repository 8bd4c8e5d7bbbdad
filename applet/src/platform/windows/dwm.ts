import koffi from 'koffi';
import { HANDLE, type Handle, loadSystemLibrary } from './library.ts';

const DWMWA_CLOAKED = 14;
const S_OK = 0;
/** What a compositor answers that knows no cloaking (Wine's); then there are no such windows. */
const E_NOTIMPL = 0x8000_4001;

/** `cloaked`: visible by its style and yet not on the screen, such as on another virtual desktop, or an app that sleeps. */
export type Cloaking = 'shown' | 'cloaked' | 'unknown';

let ask: ((window: Handle) => Cloaking) | undefined;

/**
 * Whether the desktop window manager shows a window.
 * @throws PlatformError `library-missing`
 */
export function cloaking(window: Handle): Cloaking {
  ask ??= load();
  return ask(window);
}

function load(): (window: Handle) => Cloaking {
  const getAttribute = loadSystemLibrary('dwmapi').func('DwmGetWindowAttribute', 'int32', [
    HANDLE,
    'uint32',
    koffi.out(koffi.pointer('uint32')),
    'uint32',
  ]);
  return (window) => {
    const answer = [0];
    const result: number = getAttribute(window, DWMWA_CLOAKED, answer, 4);
    if (result >>> 0 === E_NOTIMPL) return 'shown';
    if (result !== S_OK) return 'unknown';
    return answer[0] === 0 ? 'shown' : 'cloaked';
  };
}
