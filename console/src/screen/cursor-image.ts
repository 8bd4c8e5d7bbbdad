import type { AppletFrame } from '@throwline/protocol';
import { fitPointer, isBlank } from './cursor-fit.ts';
import type { CursorImage } from './worker-messages.ts';

type CursorShape = Extract<AppletFrame, { type: 'cursor-shape' }>;

/** A cursor as PNGs in data: addresses, in full and as a browser's own pointer; 0×0 or nothing to be seen is hidden. */
export async function cursorImage(shape: CursorShape): Promise<CursorImage | 'hidden'> {
  const { width, height, hotX, hotY, rgba } = shape;
  if (width === 0 || height === 0 || isBlank(rgba)) return 'hidden';
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  const url = await address(canvas);
  const fitted = fitPointer(shape);
  if (fitted.width === width && fitted.height === height) {
    return { url, width, height, hotX, hotY, pointer: { url, hotX, hotY } };
  }
  const smaller = new OffscreenCanvas(fitted.width, fitted.height);
  smaller.getContext('2d')?.drawImage(canvas, 0, 0, fitted.width, fitted.height);
  const pointer = { url: await address(smaller), hotX: fitted.hotX, hotY: fitted.hotY };
  return { url, width, height, hotX, hotY, pointer };
}

async function address(canvas: OffscreenCanvas): Promise<string> {
  const png = await canvas.convertToBlob({ type: 'image/png' });
  const bytes = new Uint8Array(await png.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(text)}`;
}
