import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** Marks the beginning and the end of each part of a question that has to be read. */
export const MARK = 'data-read-mark';

/**
 * Follows which parts of a question have been in view, and says so at the start and whenever something moves: the page is
 * scrolled, the window is resized or gets the focus, the text grows. The applet counts from the last time that it was said.
 * @param question holds the parts; what stands over its text is found by `cover`
 * @param cover the answers, which stick to the lower edge over the text
 */
export function useQuestionView(
  question: RefObject<HTMLElement | null>,
  cover: RefObject<HTMLElement | null>,
  show: (seen: boolean) => void,
): void {
  useLayoutEffect(() => {
    const root = question.current;
    if (root === null) return undefined;
    const marks = [...root.querySelectorAll(`[${MARK}]`)];
    const seen = new Set<Element>();
    let observer: IntersectionObserver | undefined;

    const say = (): void => show(seen.size === marks.length && document.visibilityState === 'visible');
    const observe = (): void => {
      observer?.disconnect();
      const above = document.querySelector('.top-bar')?.getBoundingClientRect().height ?? 0;
      const below = cover.current?.getBoundingClientRect().height ?? 0;
      observer = new IntersectionObserver(
        (entries) => {
          const before = seen.size;
          for (const { target, isIntersecting } of entries) if (isIntersecting) seen.add(target);
          if (seen.size !== before) say();
        },
        { rootMargin: `-${Math.ceil(above)}px 0px -${Math.ceil(below)}px 0px` },
      );
      for (const mark of marks) if (!seen.has(mark)) observer.observe(mark);
    };
    const resized = (): void => {
      observe();
      say();
    };
    // Tells the size at the start, too.
    const sizes = new ResizeObserver(resized);
    // The text only: what is said above the answers changes with what the applet makes of it.
    for (const part of root.querySelectorAll(`:has(> [${MARK}])`)) sizes.observe(part);
    const options = { capture: true, passive: true } as const;
    window.addEventListener('scroll', say, options);
    window.addEventListener('resize', resized);
    window.addEventListener('focus', say);
    document.addEventListener('visibilitychange', say);
    return () => {
      observer?.disconnect();
      sizes.disconnect();
      window.removeEventListener('scroll', say, options);
      window.removeEventListener('resize', resized);
      window.removeEventListener('focus', say);
      document.removeEventListener('visibilitychange', say);
    };
  }, []);
}
