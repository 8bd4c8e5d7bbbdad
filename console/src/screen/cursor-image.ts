import type { AppletFrame } from '@throwline/protocol';
import type { CursorImage } from './worker-messages.ts';

type CursorShape = Extract<AppletFrame, { type: 'cursor-shape' }>;

/** A cursor as a PNG in a data: address; 0×0 is hidden. */
export async function cursorImage(shape: CursorShape): Promise<CursorImage | 'hidden'> {
  const { width, height, hotX, hotY, rgba } = shape;
  if (width === 0 || height === 0) return 'hidden';
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  const bytes = new Uint8Array(await png.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { url: `data:image/png;base64,${btoa(text)}`, width, height, hotX, hotY };
}
