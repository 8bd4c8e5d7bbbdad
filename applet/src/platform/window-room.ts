import type { Edge, WindowScale } from './own-window.ts';
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

/**
 * How much of what the text grows the whole window grows, too: at 250 % it is 1.6 times as large, and what does not fit scrolls. All
 * of it would hide most of a common screen.
 */
const GROWTH = 0.4;

/** What the desktop puts around a window, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const USUAL_SCALE: WindowScale = { ratio: 1, text: 1 };

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

/** How many times its usual size the whole window has. */
function growth({ ratio, text }: WindowScale): number {
  return ratio * (1 + (text - 1) * GROWTH);
}

/**
 * Where the whole window stands at first: at the upper right of an area, out of the way.
 * @returns with the frame
 */
export function wholeRoom(area: Rect, frame: Frame, scale: WindowScale = USUAL_SCALE): Rect {
  const by = growth(scale);
  const width = Math.round(WHOLE_SIZE.width * by) + frame.left + frame.right;
  const height = Math.round(WHOLE_SIZE.height * by) + frame.top + frame.bottom;
  const x = area.x + area.width - width - WHOLE_MARGIN.right;
  const y = area.y + WHOLE_MARGIN.top - frame.top;
  // Room at the foot comes before the margin at the head.
  return into({ x, y, width, height }, area);
}

/** Where the window stands, or shall stand, in each of its sizes, with the frame; `undefined` where it stands as at first. */
export interface WindowPlaces {
  readonly whole: Rect | undefined;
  readonly strip: Rect | undefined;
}

export const NO_PLACES: WindowPlaces = { whole: undefined, strip: undefined };

/** Where it stands when what it shows becomes larger or smaller. On other pixels all places are found anew. */
export function scaledPlaces(
  places: WindowPlaces,
  before: WindowScale,
  scale: WindowScale,
  area: Rect,
): WindowPlaces {
  if (scale.ratio !== before.ratio) return NO_PLACES;
  const { whole, strip } = places;
  return { whole: whole && regrown(whole, before, scale, area), strip };
}

/**
 * A window that the customer has put somewhere, when what it shows becomes larger or smaller: the edge that is nearer to one of the
 * area's stays where it is, and so does the upper one.
 * @returns with the frame
 */
function regrown(place: Rect, before: WindowScale, scale: WindowScale, area: Rect): Rect {
  const by = growth(scale) / growth(before);
  const width = Math.round(place.width * by);
  const height = Math.round(place.height * by);
  const isAtRight = place.x - area.x > area.x + area.width - (place.x + place.width);
  const x = isAtRight ? place.x + place.width - width : place.x;
  return into({ x, y: place.y, width, height }, area);
}

/**
 * Where the strip lies: in the middle of an edge.
 * @param ratio how many pixels one of the page's takes; what would make it larger than {@link MOST_OF_SCREEN} is not followed
 * @returns with the frame
 */
export function stripRoom(area: Rect, edge: Edge, ratio = 1): Rect {
  const most = Math.sqrt(
    (area.width * area.height * MOST_OF_SCREEN) / (STRIP_SIZE.width * STRIP_SIZE.height),
  );
  const by = Math.max(1, Math.min(ratio, most));
  const width = Math.floor(STRIP_SIZE.width * by);
  const height = Math.floor(STRIP_SIZE.height * by);
  const x = area.x + Math.round((area.width - width) / 2);
  const y = edge === 'top' ? area.y : area.y + area.height - height;
  return into({ x, y, width, height }, area);
}
