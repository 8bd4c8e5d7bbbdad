/** Whether a frame stays within its limit of bytes, and which blocks have waited for room. */
import { columns, reserve, rows } from './geometry';
import { bytesSoFar, hasRoom } from './symbols-out';

/** What a skipped block takes at most, in 1/8 byte: one symbol of 12 bits. */
const SKIP_BITS: u32 = 12;
/** What the last symbols may take beyond the estimate, in bytes. */
const ESTIMATE_SLACK: u32 = 64;

/** A byte for each block, by rows: whether it was left out for want of room. */
let pending: usize = 0;
let pendingCount: u32 = 0;
/** The first block that is served before others: where room ended in the frame before. And where it ends in this one. */
let turn: u32 = 0;
let nextTurn: u32 = 0;

export function reserveRoom(blocks: usize): void {
  pending = reserve(blocks);
}

/** How many blocks the frame left out. */
export function pendingBlocks(): u32 {
  return pendingCount;
}

export function isPending(at: usize): bool {
  return load<u8>(pending + at) !== 0;
}

/** Begins to count what a frame leaves out. One that begins anew owes nobody a turn. */
export function beginRoom(isIntra: bool): void {
  pendingCount = 0;
  turn = isIntra ? 0 : nextTurn;
  nextTurn = 0;
}

/** What a frame takes at least when all blocks but `coded` are skipped, beyond what those coded take. */
function leastBytes(coded: u32): u32 {
  return (((columns * rows - coded) * SKIP_BITS) >> 3) + ESTIMATE_SLACK;
}

/**
 * Whether the frame so far, up to and with block `at`, is short enough. While room is short, blocks take turns: those before
 * the one whose turn it is leave half the room.
 */
export function fits(at: u32, limit: u32): bool {
  if (!hasRoom()) return false;
  const kept = at < turn && limit > leastBytes(0) ? (limit - leastBytes(0)) >> 1 : 0;
  return bytesSoFar() + leastBytes(at + 1) + kept <= limit;
}

/** Notes that there was no room for block `at`: its turn is next, unless one after this frame's turn comes before it. */
export function leaveOut(at: u32): void {
  store<u8>(pending + at, 1);
  pendingCount++;
  if (pendingCount === 1 || (at >= turn && nextTurn < turn)) nextTurn = at;
}

/** Notes that block `at` is in the frame. */
export function takeIn(at: u32): void {
  store<u8>(pending + at, 0);
}
