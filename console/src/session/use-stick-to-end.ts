import { type RefObject, useLayoutEffect, useRef } from 'react';

const NEAR = 48;

/** Keeps a scrolled box at its end when more comes, unless its reader has scrolled back. */
export function useStickToEnd(length: number): RefObject<HTMLElement | null> {
  const box = useRef<HTMLElement>(null);
  const seen = useRef({ length: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const wasAtEnd = element.scrollTop + element.clientHeight >= seen.current.height - NEAR;
    if (seen.current.length !== length && wasAtEnd) element.scrollTop = element.scrollHeight;
    seen.current = { length, height: element.scrollHeight };
  }, [length]);
  return box;
}
