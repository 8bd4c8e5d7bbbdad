import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as there, CSS pixels. */
const NEAR = 48;

/** A box that keeps at its end. */
export interface StickToEnd {
  /** The box that scrolls. */
  readonly box: RefObject<HTMLElement | null>;
  /** What grows inside it. */
  readonly content: RefObject<HTMLOListElement | null>;
  /** Whether its newest line is in sight, or would be if the box were. */
  readonly isAtEnd: boolean;
  /** How many lines there were when it was at its end the last time. */
  readonly seen: number;
  readonly toEnd: () => void;
}

/**
 * Keeps a scrolled box at its end when more comes and when the room for it changes, unless its reader has scrolled back. A box
 * that is hidden meanwhile is where it was when it is shown again.
 * @param count how many lines there are
 */
export function useStickToEnd(count: number): StickToEnd {
  const box = useRef<HTMLElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const stays = useRef(true);
  /** How far it could be scrolled when its size was told last. Scrolling is told before what has grown in the same frame. */
  const end = useRef(0);
  const newest = useRef(count);
  const [isAtEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState(count);
  newest.current = count;
  const toEnd = useCallback(() => {
    stays.current = true;
    setAtEnd(true);
    setSeen(newest.current);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || content.current === null) return;
    const look = (): void => {
      if (element.clientHeight === 0) return;
      const last = Math.min(end.current, element.scrollHeight - element.clientHeight);
      stays.current = element.scrollTop >= last - NEAR;
      setAtEnd(stays.current);
      if (stays.current) setSeen(newest.current);
    };
    const sizes = new ResizeObserver(() => {
      if (element.clientHeight === 0) return;
      end.current = element.scrollHeight - element.clientHeight;
      // After whatever was scrolled in this frame: only now it is certain whether its reader is at the end.
      if (stays.current) {
        element.scrollTop = element.scrollHeight;
        setSeen(newest.current);
      }
      // A box so large that nothing is left to scroll tells of no scrolling.
      else look();
    });
    sizes.observe(element);
    sizes.observe(content.current);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return { box, content, isAtEnd, seen, toEnd };
}
