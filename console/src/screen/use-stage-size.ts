import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Size } from './viewport.ts';

interface StageSize {
  readonly box: Size;
  readonly origin: { readonly x: number; readonly y: number };
  readonly pixelRatio: number;
}

/** Size and place of a box in CSS pixels, and this screen's pixels for each; followed while they may change. */
export function useStageSize(element: RefObject<HTMLElement | null>): StageSize {
  const [size, setSize] = useState<StageSize>({
    box: { width: 0, height: 0 },
    origin: { x: 0, y: 0 },
    pixelRatio: devicePixelRatio,
  });
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = (): void => {
      const { x, y } = box.getBoundingClientRect();
      setSize({
        box: { width: box.clientWidth, height: box.clientHeight },
        origin: { x, y },
        pixelRatio: devicePixelRatio,
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    // Zooming, or another monitor with another density.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element]);
  return size;
}
