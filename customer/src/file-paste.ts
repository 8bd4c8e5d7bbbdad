import { day, minuteOfDay } from '@throwline/protocol';
import { useEffect } from 'preact/hooks';

/** The name that browsers give to a picture on the clipboard that comes from no file. */
const NAMELESS = /^image\.(png|jpe?g|webp|gif|bmp)$/i;

/**
 * Takes screenshots and files that are pasted anywhere in the window. Where there is text on the clipboard too, as word
 * processors put it there, the text is pasted and nothing is taken.
 * @param take what to do with them; absent while no file can be sent
 */
export function useFilePaste(take: ((files: Iterable<File>) => void) | undefined): void {
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void => {
      const clipboard = event.clipboardData;
      if (take === undefined || clipboard === null || clipboard.types.includes('text/plain')) return;
      const files = Array.from(clipboard.files, (file) => named(file, Date.now()));
      if (files.length === 0) return;
      event.preventDefault();
      take(files);
    };
    document.addEventListener('paste', pasted);
    return () => document.removeEventListener('paste', pasted);
  }, [take]);
}

/** The same file; a picture without a name of its own is called `Screenshot 2026-03-01 14.05.png`, in local time. */
export function named(file: File, at: number): File {
  const ending = NAMELESS.exec(file.name)?.[1]?.toLowerCase();
  if (ending === undefined) return file;
  const moment = `${day(at)} ${minuteOfDay(at).replace(':', '.')}`;
  return new File([file], `Screenshot ${moment}.${ending}`, { type: file.type });
}
