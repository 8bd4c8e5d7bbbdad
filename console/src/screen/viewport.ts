/** How the remote picture lies on this screen. */
export type ViewMode = 'fit' | 'actual';

/** Width and height, in whichever pixels are named. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the picture lies in its box, in CSS pixels. */
export interface Placement extends Size {
  readonly left: number;
  readonly top: number;
  /** CSS pixels for one remote pixel. */
  readonly scale: number;
}

/**
 * Places a picture in a box. `fit` makes it as large as the box allows, but no larger than `actual`, so that it is never
 * blurred by enlarging. `actual` gives each remote pixel one pixel of this screen, and the box scrolls.
 * @param remote size of the picture in its own pixels
 * @param box size of the box in CSS pixels
 * @param pixelRatio `devicePixelRatio`
 * @param origin where the box begins on the page, in CSS pixels: the picture begins on a whole pixel of this screen,
 *   or it would be blurred
 */
export function placePicture(
  remote: Size,
  box: Size,
  pixelRatio: number,
  mode: ViewMode,
  origin: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): Placement {
  const actual = 1 / pixelRatio;
  const fitting = Math.min(box.width / remote.width, box.height / remote.height);
  const scale = mode === 'actual' || !(fitting > 0) ? actual : Math.min(fitting, actual);
  const width = remote.width * scale;
  const height = remote.height * scale;
  const snapped = (space: number, from: number): number =>
    Math.ceil((from + Math.max(0, space / 2)) * pixelRatio) / pixelRatio - from;
  return {
    left: snapped(box.width - width, origin.x),
    top: snapped(box.height - height, origin.y),
    width,
    height,
    scale,
  };
}

/**
 * The remote pixel under a place on this page, never outside the picture.
 * @param place in CSS pixels, of the same origin as `picture`
 * @param picture where the canvas lies, `getBoundingClientRect`
 */
export function toRemote(
  place: { readonly x: number; readonly y: number },
  picture: Size & { readonly left: number; readonly top: number },
  remote: Size,
): { x: number; y: number } {
  const along = (at: number, length: number, pixels: number): number =>
    Math.max(0, Math.min(pixels - 1, Math.floor((at / length) * pixels)));
  return {
    x: along(place.x - picture.left, picture.width, remote.width),
    y: along(place.y - picture.top, picture.height, remote.height),
  };
}
