import type { Screen } from './screens.ts';

/** Peak signal-to-noise ratio, in dB, of R, G, B, A pixels against a screen; Infinity when they are the same. */
export function psnr(screen: Screen, rgba: Uint8Array): number {
  let sum = 0;
  for (let y = 0; y < screen.height; y++) {
    for (let x = 0; x < screen.width; x++) {
      const from = y * screen.stride + x * 4;
      const to = (y * screen.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        sum += ((screen.data[from + 2 - channel] ?? 0) - (rgba[to + channel] ?? 0)) ** 2;
      }
    }
  }
  return 10 * Math.log10(255 ** 2 / (sum / (screen.width * screen.height * 3)));
}
