import { random } from '../measure/random.ts';

/** The film: small, so that its recording is. */
export const FILM = { width: 256, height: 224, framesPerSecond: 12, seconds: 2 } as const;

const BALLS = 3;
const RADIUS = 20;

/**
 * All frames of a small drawn film, 32 bits a pixel: coloured waves that run in three directions, and shaded balls with some grain
 * that bounce. No two pixels beside each other are alike, as in a film, and yet little of it is chance: what is exact stays short.
 */
export function film(): Uint8Array {
  const { width, height, framesPerSecond, seconds } = FILM;
  const frames = Math.round(framesPerSecond * seconds);
  const next = random(4);
  const wave = (phase: number, strength: number) =>
    Uint8Array.from({ length: 256 }, (_, i) =>
      Math.round(128 + strength * Math.sin((i / 128) * Math.PI + phase)),
    );
  const [reds, greens, blues] = [wave(0, 90), wave(1, 70), wave(2, 80)];
  const pixels = new Uint32Array(frames * width * height);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * width * height;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const red = reds[(x + frame * 5) & 255] ?? 0;
        const green = greens[(y + frame * 3) & 255] ?? 0;
        const blue = blues[(x + y + frame * 7) & 255] ?? 0;
        pixels[start + y * width + x] = (red << 16) | (green << 8) | blue;
      }
    }
    for (let ball = 0; ball < BALLS; ball++) {
      const bounce = (from: number, by: number, room: number) => {
        const way = (from + by * frame) % (2 * room);
        return RADIUS + (way < room ? way : 2 * room - way);
      };
      const left = bounce(ball * 71, 6 + ball, width - 2 * RADIUS);
      const top = bounce(ball * 43, 4 + 2 * ball, height - 2 * RADIUS);
      for (let dy = -RADIUS; dy <= RADIUS; dy++) {
        for (let dx = -RADIUS; dx <= RADIUS; dx++) {
          if (dx * dx + dy * dy > RADIUS * RADIUS) continue;
          const light = 250 - Math.hypot(dx + 7, dy + 7) * 6 + (next() - 0.5) * 6;
          const level = Math.max(0, Math.min(255, Math.round(light)));
          const colour = (level << 16) | ((level >> 1) << (ball * 4)) | (level >> (ball + 1));
          pixels[start + (top + dy) * width + left + dx] = colour & 0xffffff;
        }
      }
    }
  }
  return new Uint8Array(pixels.buffer);
}
