import { PlatformError } from '../platform-error.ts';
import type { XReply } from './x-reply.ts';

/** What the X server said about itself, from the connection's set-up block. */
export interface ServerInfo {
  /** Which of the display's screens this is; nearly always the only one, 0. */
  readonly screen: number;
  readonly root: number;
  readonly rootVisual: number;
  readonly rootDepth: number;
  /** Bits that one pixel of the root's depth takes in an image. */
  readonly rootBitsPerPixel: number;
  /** Rows of an image of the root's depth begin on a multiple of so many bits. */
  readonly rootScanlinePad: number;
  readonly redMask: number;
  readonly greenMask: number;
  readonly blueMask: number;
  readonly littleEndianImages: boolean;
  readonly minKeycode: number;
  readonly maxKeycode: number;
  /** The bits of a resource id that a client chooses; the rest names the client. */
  readonly resourceIdMask: number;
}

/**
 * Reads the set-up block of the X protocol ("Connection Setup" in the X11 protocol specification).
 * @param screenIndex the screen that the display's name asked for, from 0
 * @throws PlatformError `display-refused` when there is no such screen
 */
export function readServerInfo(setup: XReply, screenIndex: number): ServerInfo {
  const vendorLength = setup.u16(24);
  const screenCount = setup.u8(28);
  const formatCount = setup.u8(29);
  const formats = 40 + ((vendorLength + 3) & ~3);
  const bitsPerPixel = new Map<number, number>();
  const scanlinePads = new Map<number, number>();
  for (let index = 0; index < formatCount; index += 1) {
    const depth = setup.u8(formats + index * 8);
    bitsPerPixel.set(depth, setup.u8(formats + index * 8 + 1));
    scanlinePads.set(depth, setup.u8(formats + index * 8 + 2));
  }
  let screen = formats + formatCount * 8;
  for (let index = 0; index < screenCount; index += 1) {
    const visuals = readVisuals(setup, screen);
    if (index === screenIndex) {
      const rootVisual = setup.u32(screen + 32);
      const rootDepth = setup.u8(screen + 38);
      const masks = visuals.masks.get(rootVisual);
      return {
        screen: screenIndex,
        root: setup.u32(screen),
        rootVisual,
        rootDepth,
        rootBitsPerPixel: bitsPerPixel.get(rootDepth) ?? 0,
        rootScanlinePad: scanlinePads.get(rootDepth) ?? 32,
        redMask: masks?.red ?? 0,
        greenMask: masks?.green ?? 0,
        blueMask: masks?.blue ?? 0,
        littleEndianImages: setup.u8(30) === 0,
        minKeycode: setup.u8(34),
        maxKeycode: setup.u8(35),
        resourceIdMask: setup.u32(16),
      };
    }
    screen = visuals.end;
  }
  throw new PlatformError('display-refused', `The display has no screen ${screenIndex}.`);
}

interface Masks {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

interface Visuals {
  readonly masks: ReadonlyMap<number, Masks>;
  /** Offset behind the screen that they belong to. */
  readonly end: number;
}

function readVisuals(setup: XReply, screen: number): Visuals {
  const masks = new Map<number, Masks>();
  const depthCount = setup.u8(screen + 39);
  let offset = screen + 40;
  for (let depth = 0; depth < depthCount; depth += 1) {
    const visualCount = setup.u16(offset + 2);
    offset += 8;
    for (let visual = 0; visual < visualCount; visual += 1) {
      const [red, green, blue] = [setup.u32(offset + 8), setup.u32(offset + 12), setup.u32(offset + 16)];
      masks.set(setup.u32(offset), { red, green, blue });
      offset += 24;
    }
  }
  return { masks, end: offset };
}
