import { intersection } from './geometry.ts';
import type { PixelView, Rect } from './platform.ts';

/** Blanked pixels: a mid grey, in all of blue, green and red. */
export const MASK_GREY = 0x80;

/** Paints over the masks within a picture. @returns the masked parts, in desktop pixels */
export function blank(view: PixelView, region: Rect, masks: readonly Rect[]): Rect[] {
  const hidden = masks.flatMap((mask) => intersection(mask, region) ?? []);
  for (const part of hidden) {
    const left = (part.x - region.x) * 4;
    for (let row = part.y - region.y; row < part.y - region.y + part.height; row += 1) {
      const start = row * view.stride + left;
      view.data.fill(MASK_GREY, start, start + part.width * 4);
    }
  }
  return hidden;
}
