/** Browsers show no pointer of their own that is larger, in pixels. */
const MAX_POINTER_SIDE = 128;
/** What is fainter everywhere is not seen, of 255. */
const FAINT = 16;

/** A pointer's measures: its size, and the pixel that points. */
export interface PointerMeasures {
  readonly width: number;
  readonly height: number;
  readonly hotX: number;
  readonly hotY: number;
}

/** The measures in which a browser shows this pointer: its own, or in proportion what is allowed. */
export function fitPointer({ width, height, hotX, hotY }: PointerMeasures): PointerMeasures {
  const scale = Math.min(1, MAX_POINTER_SIDE / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.floor(length * scale));
  const place = (at: number, length: number) => Math.min(Math.floor(at * scale), side(length) - 1);
  return {
    width: side(width),
    height: side(height),
    hotX: place(hotX, width),
    hotY: place(hotY, height),
  };
}

/** Is nothing of this pointer to be seen? @param rgba four bytes a pixel, straight alpha */
export function isBlank(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) {
    if ((rgba[at] ?? 0) >= FAINT) return false;
  }
  return true;
}
