import type { Kernel } from './kernel.ts';
import type { Move } from './move.ts';
import { intersect, type Rect } from './rect.ts';
import type { Region } from './region-merge.ts';

/** From one line of text to the next: rows of pixels. */
const PITCH = { least: 8, most: 64 } as const;
/** Between lines there is little ink: this part of the mean of all rows at most. Chosen, not measured. */
const CLEAR = 0.4;
/** What is higher than so many steps of the scroll, or lines, is no text that has scrolled into view. */
const MOST_STEPS = 2;
/** Less is no line, or a part of one that is not worth it: rows of pixels. */
const LEAST_ROWS = 4;
/** A word or a letter: less costs no more than its copy, and what is wider is seldom found again. In pixels. */
const WORD = { width: 4, pixels: 40, mostWidth: 64 } as const;
/** Columns of the paper behind a letter that are copied with it: the last one's colour stands for it in the painted region. */
const PAPER = 3;
/** How many of the lines that were there before are looked through. */
const LINES = 48;

/**
 * Finds the letters of lines that have come into view by scrolling in the lines before them: those are as far apart as the
 * text has scrolled, or an even part of that when it has scrolled by several lines, so that only few rows of pixels have to
 * be looked through.
 * @param step by how many rows text has scrolled, up or down; without it nothing is looked for
 * @param isKnown whether the viewer has a rectangle of the picture, once the moves are done
 * @param most copies that there is room for; the widest are kept
 */
export function findScrolledText(
  kernel: Kernel,
  step: number | undefined,
  regions: readonly Region[],
  isKnown: (rect: Rect) => boolean,
  most: number,
): readonly Move[] {
  if (step === undefined || most < 1) return [];
  const isPainted = (rect: Rect) => regions.some((region) => intersect(region.rect, rect) !== undefined);
  // What is painted in this update holds paper where other copies are still to come.
  const isThere = (rect: Rect) => !isPainted(rect) && isKnown(rect);
  const found = joined(regions).flatMap((area) => {
    if (area.height > Math.max(Math.abs(step), PITCH.most) * MOST_STEPS) return [];
    const { pitch, lines } = linesIn(kernel, area, step);
    const words = lines.flatMap((line) => wordsIn(kernel, line)).filter(isPainted);
    return findWords(kernel, words, pitch, isThere);
  });
  return found.sort((a, b) => b.rect.width - a.rect.width).slice(0, most);
}

/** By how many rows of pixels the first of some moves has scrolled; undefined when none is up or down. */
export function stepOf(moves: readonly Move[]): number | undefined {
  const scroll = moves.find(({ rect, fromX, fromY }) => fromX === rect.x && fromY !== rect.y);
  return scroll === undefined ? undefined : scroll.rect.y - scroll.fromY;
}

/** Where regions lie one on the other: rows of tiles cut lines of text, which are to be looked at whole. */
function joined(regions: readonly Region[]): readonly Rect[] {
  const areas: Rect[] = [];
  for (let { rect } of regions) {
    for (let at = 0; at < areas.length; ) {
      const other = areas[at];
      if (other === undefined || !touches(other, rect)) at += 1;
      else {
        rect = around(other, rect);
        areas.splice(at, 1);
        at = 0;
      }
    }
    areas.push(rect);
  }
  return areas;
}

const touches = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;

function around(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  return { x, y, width, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/**
 * The lines of a text that has scrolled by `step`: as many as have little ink between them.
 * @returns how far apart they are, with the sign of `step`; an area that cannot be told apart is one line
 */
function linesIn(
  kernel: Kernel,
  area: Rect,
  step: number,
): { readonly pitch: number; readonly lines: Rect[] } {
  const way = Math.abs(step);
  const ink = inkOf(kernel, area);
  const clear = (ink.reduce((sum, each) => sum + each, 0) / ink.length) * CLEAR;
  for (let pitch = PITCH.least; pitch <= Math.min(way, PITCH.most); pitch++) {
    if (way % pitch !== 0) continue;
    const first = clearestCut(ink, pitch, clear);
    if (first !== undefined) return { pitch: pitch * Math.sign(step), lines: cut(area, first, pitch) };
  }
  return { pitch: step, lines: area.height <= PITCH.most ? [area] : [] };
}

/** How often the colour changes along each row. */
function inkOf({ picture, width: stride }: Kernel, { x, y, width, height }: Rect): Uint32Array {
  const ink = new Uint32Array(height);
  for (let row = 0; row < height; row++) {
    const first = (y + row) * stride + x;
    let changes = 0;
    for (let at = first + 1; at < first + width; at++) if (picture[at] !== picture[at - 1]) changes++;
    ink[row] = changes;
  }
  return ink;
}

/** The first row above which to cut, and then every `pitch` rows, where there is least ink; undefined when that is too much. */
function clearestCut(ink: Uint32Array, pitch: number, clear: number): number | undefined {
  let clearest: { readonly first: number; readonly mean: number } | undefined;
  for (let first = 1; first <= pitch; first++) {
    let sum = 0;
    let cuts = 0;
    for (let row = first; row < ink.length; row += pitch, cuts++) {
      sum += Math.min(ink[row - 1] ?? 0, ink[row] ?? 0);
    }
    const mean = cuts === 0 ? 0 : sum / cuts;
    if (clearest === undefined || mean < clearest.mean) clearest = { first, mean };
  }
  return clearest !== undefined && clearest.mean <= clear ? clearest.first : undefined;
}

function cut(area: Rect, first: number, pitch: number): Rect[] {
  const lines: Rect[] = [];
  for (let from = 0, to = first; from < area.height; from = to, to += pitch) {
    const height = Math.min(to, area.height) - from;
    if (height >= LEAST_ROWS) lines.push({ ...area, y: area.y + from, height });
  }
  return lines;
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

/** Copies for words in the order of their lines; those that stand side by side over there too have one together. */
function findWords(
  kernel: Kernel,
  words: readonly Rect[],
  pitch: number,
  isThere: (rect: Rect) => boolean,
): readonly Move[] {
  const found: Move[] = [];
  for (const word of words) {
    const last = found.at(-1);
    const longer = last === undefined ? undefined : withNext(kernel, last, word, isThere);
    const copy = longer ?? findWord(kernel, word, pitch, isThere);
    if (longer !== undefined) found.pop();
    if (copy !== undefined) found.push(copy);
  }
  return found;
}

/** The copy made longer by the next word of its line, when that stands as far away. */
function withNext(
  kernel: Kernel,
  copy: Move,
  next: Rect,
  isThere: (rect: Rect) => boolean,
): Move | undefined {
  const { rect, fromX, fromY } = copy;
  if (rect.y !== next.y || rect.height !== next.height || next.x < rect.x) return undefined;
  const width = next.x + next.width - rect.x;
  if (fromX + width > kernel.width) return undefined;
  const { picture, width: stride } = kernel;
  for (let row = 0; row < rect.height; row++) {
    const to = (rect.y + row) * stride + rect.x;
    const from = (fromY + row) * stride + fromX;
    for (let at = rect.width; at < width; at++) if (picture[to + at] !== picture[from + at]) return undefined;
  }
  const longer = { ...rect, width };
  return isThere({ ...longer, x: fromX, y: fromY }) ? { rect: longer, fromX, fromY } : undefined;
}

function findWord(
  kernel: Kernel,
  rect: Rect,
  pitch: number,
  isThere: (rect: Rect) => boolean,
): Move | undefined {
  const { x, y, width, height } = rect;
  for (let line = 1; line <= LINES; ) {
    const found = kernel.exports.findInLines(x, y, width, height, pitch, line, LINES);
    if (found === 0) return undefined;
    const fromX = (found - 1) % kernel.width;
    const fromY = Math.floor((found - 1) / kernel.width);
    if (isThere({ ...rect, x: fromX, y: fromY })) return { rect, fromX, fromY };
    line = (fromY - y) / pitch + 1;
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
