/** The encoder's pictures: of what the screen shows and of what the decoder will show, each now and in the frame before. */
import { pictureBytes, reserve } from './geometry';
import { resetSymbols } from './symbols-out';

export let shown: usize = 0;
export let shownBefore: usize = 0;
export let made: usize = 0;
export let madeBefore: usize = 0;

/** Whether the frame is made from nothing before it. */
export let isIntraFrame: bool = false;

export function reservePictures(): void {
  shown = reserve(pictureBytes);
  shownBefore = reserve(pictureBytes);
  made = reserve(pictureBytes);
  madeBefore = reserve(pictureBytes);
}

/** Begins a frame: what was now is before. `isIntra` forgets all that was. */
export function beginFrame(isIntra: bool): void {
  isIntraFrame = isIntra;
  const lastShown = shown;
  shown = shownBefore;
  shownBefore = lastShown;
  const lastMade = made;
  made = madeBefore;
  madeBefore = lastMade;
  if (isIntra) resetSymbols();
}
