/** A rectangle in pixels of the desktop. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Likeness {
  /** Peak signal-to-noise ratio over all channels, in dB; {@link IDENTICAL} for equal pictures. */
  readonly psnr: number;
  /** Share of pixels that are exactly right, 0…1. */
  readonly exact: number;
}

/** Stands for an infinite ratio. */
export const IDENTICAL = 99;

/** Compares two pictures of the same size, both RGBA; alpha does not count. */
export function likeness(wanted: Uint8Array, got: Uint8Array): Likeness {
  let squares = 0;
  let exact = 0;
  for (let at = 0; at < wanted.length; at += 4) {
    let error = 0;
    for (let channel = at; channel < at + 3; channel++) {
      const difference = (wanted[channel] ?? 0) - (got[channel] ?? 0);
      error += difference * difference;
    }
    if (error === 0) exact++;
    squares += error;
  }
  const pixels = wanted.length / 4;
  const psnr = squares === 0 ? IDENTICAL : 10 * Math.log10(255 ** 2 / (squares / (3 * pixels)));
  return { psnr, exact: exact / pixels };
}
