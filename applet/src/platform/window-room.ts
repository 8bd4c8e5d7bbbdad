import type { Edge } from './own-window.ts';
import type { Rect } from './platform.ts';

/** How large the whole window is where there is room, in pixels, without what the desktop puts around it. */
export const WHOLE_SIZE = { width: 420, height: 720 } as const;

/**
 * The strip with what the desktop puts around it, in pixels: 58,800 of them, below 6 % of a screen of 1280×800 (61,440).
 * High enough for the large X below a title bar.
 */
export const STRIP_SIZE = { width: 560, height: 105 } as const;

/** How much of a screen of 1280×800 or more the strip may take. */
const MOST_OF_SCREEN = 0.06;

/** From the right edge and from the upper one, in pixels: clear of panels that tell nobody of themselves. */
const WHOLE_MARGIN = { right: 24, top: 48 } as const;

/** What the desktop puts around a window, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const NO_FRAME: Frame = { left: 0, right: 0, top: 0, bottom: 0 };

/** What is left of a rectangle within a frame. */
export function inside({ x, y, width, height }: Rect, frame: Frame): Rect {
  return {
    x: x + frame.left,
    y: y + frame.top,
    width: Math.max(1, width - frame.left - frame.right),
    height: Math.max(1, height - frame.top - frame.bottom),
  };
}

/** Moves a rectangle into an area, and makes it smaller where there is not enough room. */
export function into(rect: Rect, area: Rect): Rect {
  const width = Math.min(rect.width, area.width);
  const height = Math.min(rect.height, area.height);
  return {
    x: Math.min(Math.max(rect.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(rect.y, area.y), area.y + area.height - height),
    width,
    height,
  };
}

/**
 * Where the whole window stands at first: at the upper right of an area, out of the way.
 * @param scale how many pixels one of the page's takes
 * @returns with the frame
 */
export function wholeRoom(area: Rect, frame: Frame, scale = 1): Rect {
  const width = Math.round(WHOLE_SIZE.width * scale) + frame.left + frame.right;
  const height = Math.round(WHOLE_SIZE.height * scale) + frame.top + frame.bottom;
  const x = area.x + area.width - width - WHOLE_MARGIN.right;
  const y = area.y + WHOLE_MARGIN.top - frame.top;
  // Room at the foot comes before the margin at the head.
  return into({ x, y, width, height }, area);
}

/**
 * Where the strip lies: in the middle of an edge.
 * @param scale how many pixels one of the page's takes; what would make it larger than {@link MOST_OF_SCREEN} is not followed
 * @returns with the frame
 */
export function stripRoom(area: Rect, edge: Edge, scale = 1): Rect {
  const most = Math.sqrt(
    (area.width * area.height * MOST_OF_SCREEN) / (STRIP_SIZE.width * STRIP_SIZE.height),
  );
  const by = Math.max(1, Math.min(scale, most));
  const width = Math.floor(STRIP_SIZE.width * by);
  const height = Math.floor(STRIP_SIZE.height * by);
  const x = area.x + Math.round((area.width - width) / 2);
  const y = edge === 'top' ? area.y : area.y + area.height - height;
  return into({ x, y, width, height }, area);
}
