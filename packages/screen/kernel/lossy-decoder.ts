/**
 * The lossy decoder, in AssemblyScript (not TypeScript: types such as `u32` and `usize` are machine types). A frame is taken by
 * `decode`, then `paint` for each row of blocks. `../src/lossy/README.md` describes the codec.
 */
import { convertBlock } from './lossy/colour-out';
import {
  beginLayout,
  columns,
  commitLayout,
  partAt,
  pictureBytes,
  reserve,
  rows,
  sliceRows,
  strideOf,
} from './lossy/geometry';
import {
  COARSENESS_CONTEXT,
  contextKind,
  excessContext,
  laterContext,
  MODE_FOLLOW,
  MODE_FOLLOW_CODED,
  MODE_INTRA,
  MODE_MOVE_CODED,
  MODE_SKIP,
  MODE_STILL,
  SYMBOL_END,
  SYMBOL_LEVEL,
  SYMBOL_ZEROS,
  VECTOR_CONTEXT,
  ZIGZAG,
} from './lossy/model';
import {
  beginFrameNeighbours,
  beginRowNeighbours,
  expectedX,
  expectedY,
  expectVector,
  firstContext,
  modeContext,
  noteCoefficients,
  noteMode,
  noteVector,
  reserveNeighbours,
} from './lossy/neighbours';
import { blankBlock, copyBlock, fillMean, isInside, moveBlock } from './lossy/predict';
import { fillQuantiser, multipliersOf, tableKind } from './lossy/quantiser';
import {
  beginSliceSymbols,
  beginSymbols,
  breakOff,
  forgetSymbols,
  input,
  isAtEnd,
  isBrokenOff,
  reserveSymbols,
  resetSymbols,
  takeBits,
  takeSymbol,
} from './lossy/symbols-in';
import { addConstant, inverseTransform } from './lossy/transform';

let band: usize = 0;
/** The picture after the last frame, and the one being made. */
let base: usize = 0;
let draft: usize = 0;
let isIntraFrame: bool = false;
let painted: usize = 0;
let lastCoarseness: u32 = 0;
/** An 8 × 8 block's coefficients; all zero between two blocks. */
const coefficients: usize = memory.data(128, 16);

/** Lays out the memory for a rectangle of this many pixels. Returns 0, or 1 when it cannot be had. */
export function setup(width: u32, height: u32, maxBytes: u32): u32 {
  beginLayout(width, height);
  const blocks = <usize>columns * rows;
  band = reserve((<usize>columns) << 10);
  base = reserve(pictureBytes);
  draft = reserve(pictureBytes);
  painted = reserve(blocks);
  reserveNeighbours(blocks);
  reserveSymbols(maxBytes);
  return commitLayout() ? 0 : 1;
}

export function bandAddress(): usize {
  return band;
}

/** Where the picture after the last frame is, as planes. */
export function pictureAddress(): usize {
  return base;
}

export function paintedAddress(): usize {
  return painted;
}

export function inputAddress(): usize {
  return input;
}

/** A number from 0, as `putNumber` wrote it. */
function takeNumber(context: u32): u32 {
  const length = takeSymbol(context);
  return length < 2 ? length : (1 << (length - 1)) | takeBits(length - 1);
}

function takeDistance(context: u32): i32 {
  const distance = <i32>takeNumber(context);
  if (distance === 0) return 0;
  return takeBits(1) !== 0 ? -distance : distance;
}

/** Reads one 8 × 8 block and adds it to its prediction. */
function takePart(part: u32, target: usize, isIntra: bool, coarseness: u32, column: u32): void {
  const kind = contextKind(isIntra, part >= 4);
  const multipliers = multipliersOf(tableKind(isIntra, part >= 4), coarseness);
  let context = firstContext(kind, column, part);
  let place: u32 = 0;
  let last: u32 = 0;
  let isAny = false;
  while (place < 64) {
    const symbol = takeSymbol(context);
    if (symbol === SYMBOL_END) break;
    if (symbol === SYMBOL_ZEROS) {
      place += 15;
      if (place > 63) {
        breakOff();
        break;
      }
      context = laterContext(kind, place, false);
      continue;
    }
    const run = (symbol - SYMBOL_LEVEL) / 3;
    let magnitude = symbol - SYMBOL_LEVEL - run * 3 + 1;
    place += run;
    if (place > 63) {
      breakOff();
      break;
    }
    if (magnitude === 3) magnitude += takeNumber(excessContext(kind, place));
    const level = takeBits(1) !== 0 ? -(<i32>magnitude) : <i32>magnitude;
    last = <u32>load<u8>(ZIGZAG + place);
    store<i16>(coefficients + (last << 1), <i16>(level * <i32>load<u16>(multipliers + (last << 1))));
    isAny = true;
    place++;
    if (place < 64) context = laterContext(kind, place, magnitude > 1);
  }
  noteCoefficients(column, part, isAny);
  if (!isAny) return;
  const stride = strideOf(part);
  if (last === 0) addConstant(load<i16>(coefficients), target, stride);
  else inverseTransform(coefficients, target, stride);
  memory.fill(coefficients, 0, 128);
}

function takeParts(column: u32, row: u32, isIntra: bool): void {
  const coarseness = takeSymbol(COARSENESS_CONTEXT + lastCoarseness);
  lastCoarseness = coarseness;
  for (let part: u32 = 0; part < 6; part++) {
    const target = draft + partAt(part, column, row);
    if (isIntra) fillMean(target, part, column, row);
    takePart(part, target, isIntra, coarseness, column);
  }
}

function takeMoved(column: u32, row: u32, isExpected: bool): void {
  if (isIntraFrame) {
    breakOff();
    return;
  }
  expectVector(column, row);
  let x = expectedX;
  let y = expectedY;
  if (!isExpected) {
    x += takeDistance(VECTOR_CONTEXT);
    y += takeDistance(VECTOR_CONTEXT + 1);
  }
  if (!isInside(column, row, x, y)) {
    breakOff();
    return;
  }
  noteVector(column, row, x, y);
  moveBlock(base, draft, column, row, x, y);
}

function takeBlock(column: u32, row: u32): void {
  const mode = takeSymbol(modeContext(column));
  store<u8>(painted + (<usize>row * columns + column), <u8>(mode !== MODE_SKIP));
  const isCoded =
    mode === MODE_STILL || mode === MODE_FOLLOW_CODED || mode === MODE_MOVE_CODED || mode === MODE_INTRA;
  noteMode(column, mode === MODE_SKIP, isCoded);
  switch (mode) {
    case MODE_SKIP:
    case MODE_STILL:
      if (isIntraFrame) blankBlock(draft, column, row);
      else copyBlock(base, draft, column, row);
      noteVector(column, row, 0, 0);
      break;
    case MODE_INTRA:
      noteVector(column, row, 0, 0);
      break;
    default:
      takeMoved(column, row, mode === MODE_FOLLOW || mode === MODE_FOLLOW_CODED);
  }
  if (isCoded) takeParts(column, row, mode === MODE_INTRA);
}

function takeSlice(first: u32, end: u32): void {
  beginSliceSymbols();
  const quality = takeBits(7);
  if (quality < 1 || quality > 100) {
    breakOff();
    return;
  }
  fillQuantiser(quality);
  lastCoarseness = 0;
  for (let row = first; row < end; row++) {
    beginRowNeighbours();
    for (let column: u32 = 0; column < columns; column++) {
      takeBlock(column, row);
      if (isBrokenOff()) return;
    }
  }
}

/**
 * Decodes a frame from `bitBytes` of plain bits at `inputAddress` and `codeBytes` (at least 8) of symbols behind them. Returns
 * 0, or 1 when it is broken; then everything is as it was before.
 */
export function decode(isIntra: bool, bitBytes: u32, codeBytes: u32): u32 {
  isIntraFrame = isIntra;
  beginSymbols(bitBytes, codeBytes);
  if (isIntra) resetSymbols();
  beginFrameNeighbours();
  for (let row: u32 = 0; row < rows && !isBrokenOff(); row += sliceRows)
    takeSlice(row, min(row + sliceRows, rows));
  if (!isAtEnd()) {
    forgetSymbols();
    return 1;
  }
  const spare = base;
  base = draft;
  draft = spare;
  return 0;
}

/** Puts the pixels of a row's painted blocks into the band, R, G, B, A. */
export function paint(row: u32): void {
  for (let column: u32 = 0; column < columns; column++) {
    if (load<u8>(painted + (<usize>row * columns + column)) !== 0) convertBlock(base, column, row, band);
  }
}
