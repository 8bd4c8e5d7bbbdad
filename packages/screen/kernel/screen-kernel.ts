/**
 * The hot loops of the screen engine, in AssemblyScript (not TypeScript: types such as `u32` and `usize` are
 * machine types). Compiled by `../build.mjs` to WebAssembly with SIMD. Everything lies in one linear memory: memory.ts.
 */
export { findBlock, findInLines } from './blocks';
export { countFlagged, flagChanges, takeFlagged } from './compare';
export { encodeFewColours, encodePlain, hasFewColours } from './encode';
export { bodyAddress, changesAddress, flagsAddress, nextAddress, pictureAddress, setup } from './memory';
export {
  applyMove,
  findMove,
  foundHeight,
  foundSourceX,
  foundSourceY,
  foundWidth,
  foundX,
  foundY,
  tryMove,
} from './moves';
