import assert from 'node:assert/strict';
import type { Rect } from '../../platform.ts';
import type { GuestDesk, GuestWindow } from './guests.ts';

/** A capture with its pixels. */
export interface SeenPicture {
  readonly region: Rect;
  readonly masks: readonly Rect[];
  readonly windows: number;
  /** Blue, green, red, unused. */
  readonly data: Buffer;
  /** `RRGGBB` of a place on the desktop. */
  at(x: number, y: number): string;
}

/** Captures a region, which must be possible. */
export async function picture(desk: GuestDesk, region: Rect): Promise<SeenPicture> {
  const seen = await desk.calls.capture(region);
  assert.ok(seen.kind === 'pixels', seen.kind);
  const data = Buffer.from(seen.data, 'base64');
  return {
    ...seen,
    data,
    at(x, y) {
      const start = ((y - seen.region.y) * seen.region.width + x - seen.region.x) * 4;
      return Buffer.from(data.subarray(start, start + 3).toReversed()).toString('hex');
    },
  };
}

/** A new window that is open. @param colour `RRGGBB` @param alpha less than 255 lets through what lies behind */
export async function openWindow(
  desk: GuestDesk,
  rect: Rect,
  colour: string,
  alpha = 255,
): Promise<GuestWindow> {
  const window = await desk.window();
  await window.calls.open(rect, Number.parseInt(colour, 16), alpha);
  return window;
}
