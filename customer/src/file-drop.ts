import { useEffect, useState } from 'preact/hooks';

/**
 * Takes files that are dropped anywhere on the window; a browser would open them in the window's place otherwise.
 * @param take what to do with them; absent while no file can be sent
 * @param refuse what to do instead then
 * @returns whether files are being dragged over the window
 */
export function useFileDrop(
  take: ((files: Iterable<File>) => void) | undefined,
  refuse: () => void,
): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const dragged = (event: DragEvent): void => {
      event.preventDefault();
      setOver(true);
    };
    const left = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const dropped = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      const files = Array.from(event.dataTransfer?.files ?? []);
      if (files.length === 0) return;
      if (take === undefined) refuse();
      else take(files);
    };
    document.addEventListener('dragover', dragged);
    document.addEventListener('dragleave', left);
    document.addEventListener('drop', dropped);
    return () => {
      document.removeEventListener('dragover', dragged);
      document.removeEventListener('dragleave', left);
      document.removeEventListener('drop', dropped);
    };
  }, [take, refuse]);
  return over && take !== undefined;
}
