import koffi from 'koffi';
import { PlatformError } from '../platform-error.ts';

/**
 * A Windows handle: window, device context, process, job. They have 32 significant bits, so a number holds each of
 * them exactly (Microsoft Learn, "Interprocess Communication Between 32-bit and 64-bit Applications"). 0 is none.
 */
export type Handle = number;

/** How koffi is told of a {@link Handle}. */
export const HANDLE = 'intptr_t';

type Library = ReturnType<typeof koffi.load>;

/**
 * Loads a library of the system itself, from the system's own folder only: the program's folder is writable.
 * @throws PlatformError `library-missing`
 */
export function loadSystemLibrary(
  name: 'user32' | 'gdi32' | 'kernel32' | 'advapi32' | 'shell32' | 'dwmapi' | 'ntdll' | 'winhttp',
): Library {
  const root = process.env.SystemRoot ?? 'C:\\Windows';
  try {
    return koffi.load(`${root}\\System32\\${name}.dll`);
  } catch (cause) {
    throw new PlatformError('library-missing', `The system library ${name}.dll could not be loaded.`, {
      cause,
    });
  }
}

/** Text for a call that ends with a zero, in UTF-16. */
export function wideText(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** The text in a buffer up to its first zero. */
export function textOf(buffer: Buffer): string {
  const text = buffer.toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
