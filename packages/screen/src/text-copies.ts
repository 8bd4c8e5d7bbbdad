import type { Kernel } from './kernel.ts';
import type { Move } from './move.ts';
import { intersect, type Rect } from './rect.ts';
import type { Region } from './region-merge.ts';

/** A line of text, or the part of it in one row of tiles: rows of pixels. */
const LINE = { least: 4, most: 48 } as const;
/** A word or a letter: less costs no more than its copy, and what is wider is seldom found again. In pixels. */
const WORD = { width: 4, pixels: 40, mostWidth: 64 } as const;
/** Columns of the paper behind a letter that are copied with it: the last one's colour stands for it in the painted region. */
const PAPER = 3;
/** How many of the lines that were there before are looked through. */
const LINES = 12;

/**
 * Finds the letters of a line that has come into view by scrolling in the lines before it: those are as far apart as the text has
 * scrolled, so that only few rows of pixels have to be looked through.
 * @param moves of this update, done already in the kernel's picture
 * @param isKnown whether the viewer has a rectangle of the picture, once the moves are done
 * @param most copies that there is room for; the widest are kept
 */
export function findScrolledText(
  kernel: Kernel,
  moves: readonly Move[],
  regions: readonly Region[],
  isKnown: (rect: Rect) => boolean,
  most: number,
): readonly Move[] {
  const steps = moves.flatMap(({ rect, fromX, fromY }) =>
    fromX === rect.x && fromY !== rect.y ? [rect.y - fromY] : [],
  );
  const [step] = steps;
  if (step === undefined || most < 1) return [];
  const found = regions.flatMap(({ rect }) =>
    rect.height < LINE.least || rect.height > LINE.most
      ? []
      : wordsIn(kernel, rect).flatMap((word) => findWord(kernel, word, step, regions, isKnown) ?? []),
  );
  return found.sort((a, b) => b.rect.width - a.rect.width).slice(0, most);
}

/** Runs of columns that are not all paper, with a little of the paper behind them. */
function wordsIn(kernel: Kernel, { x, y, width, height }: Rect): Rect[] {
  const words: Rect[] = [];
  let begin: number | undefined;
  const end = (at: number, papers: number): void => {
    if (begin === undefined) return;
    const word = { x: begin, y, width: at - begin + Math.min(papers, PAPER), height };
    begin = undefined;
    const isWord = word.width >= WORD.width && word.width <= WORD.mostWidth;
    if (isWord && word.width * height >= WORD.pixels) words.push(word);
  };
  let papers = 0;
  for (let column = x; column < x + width; column++) {
    if (isPaper(kernel, column, y, height)) {
      papers += 1;
      if (papers > PAPER) end(column - PAPER, PAPER);
    } else {
      if (papers > 0) end(column - papers, papers);
      begin ??= column;
      papers = 0;
    }
  }
  end(x + width - papers, papers);
  return words;
}

/** Whether all pixels of a column are of one colour. */
function isPaper({ picture, width }: Kernel, column: number, y: number, height: number): boolean {
  const first = y * width + column;
  const colour = picture[first];
  for (let at = first + width; at < first + height * width; at += width)
    if (picture[at] !== colour) return false;
  return true;
}

function findWord(
  kernel: Kernel,
  rect: Rect,
  step: number,
  regions: readonly Region[],
  isKnown: (rect: Rect) => boolean,
): Move | undefined {
  const pictureHeight = kernel.picture.length / kernel.width;
  for (let line = 1; line <= LINES; line++) {
    const row = rect.y + step * line;
    if (row < 0 || row + rect.height > pictureHeight) return undefined;
    const { x, y, width, height } = rect;
    const place = kernel.exports.findBlock(x, y, width, height, row, row + 1, 0);
    if (place === 0) continue;
    const fromX = (place - 1) % kernel.width;
    const source = { ...rect, x: fromX, y: row };
    // What is painted in this update holds paper where other copies are still to come.
    const isPainted = regions.some((region) => intersect(region.rect, source) !== undefined);
    if (!isPainted && isKnown(source)) return { rect, fromX, fromY: row };
  }
  return undefined;
}

/** Paints paper over rectangles of the kernel's picture while `act` looks at it: what is copied there afterwards need not be sent. */
export function withPaperOver<Result>(kernel: Kernel, copies: readonly Move[], act: () => Result): Result {
  const { picture, width: stride } = kernel;
  const kept = copies.map(({ rect }) => {
    const { x, y, width, height } = rect;
    const pixels = new Uint32Array(width * height);
    // The last column is paper wherever there is some.
    const paper = picture[y * stride + x + width - 1] ?? 0;
    for (let row = 0; row < height; row++) {
      const start = (y + row) * stride + x;
      pixels.set(picture.subarray(start, start + width), row * width);
      picture.fill(paper, start, start + width);
    }
    return { rect, pixels };
  });
  try {
    return act();
  } finally {
    for (const { rect, pixels } of kept) {
      for (let row = 0; row < rect.height; row++) {
        const from = row * rect.width;
        picture.set(pixels.subarray(from, from + rect.width), (rect.y + row) * stride + rect.x);
      }
    }
  }
}
