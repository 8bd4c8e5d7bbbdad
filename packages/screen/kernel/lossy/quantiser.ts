/**
 * Steps by quality. A *multiplier* is a step in the inverse transform's scale: step × 4 × the transform's factors of both
 * frequencies. Encoder and decoder derive everything from these integers.
 */

/** Kinds of 8 × 8 blocks that have tables of their own. */
export const INTRA_LUMA: u32 = 0;
export const INTRA_CHROMA: u32 = 1;
export const INTER_LUMA: u32 = 2;
export const INTER_CHROMA: u32 = 3;
const KINDS: u32 = 4;

/** Coarser and coarser steps for busier and busier blocks, where the eye sees less. */
export const COARSENESSES: u32 = 4;

/** ITU-T T.81, annex K, tables K.1 and K.2, by rows of vertical frequency. */
const LUMA = memory.data<u8>([
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]);
const CHROMA = memory.data<u8>([
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
]);

/** The transform's factors by frequency, times 2^14: 1, then √2 × cos(k × π / 16) (Arai, Agui and Nakajima). */
const FACTORS = memory.data<u16>([16384, 22725, 21407, 19266, 16384, 12873, 8867, 4520]);

/** Quarters by which each coarseness multiplies the steps. */
const COARSENESS_QUARTERS = memory.data<u8>([4, 5, 6, 8]);

/** Above this, level × multiplier could leave 16 bits for levels that pictures really have. */
const MAX_MULTIPLIER: u32 = 8191;

/** 16-bit multipliers, for each coarseness and kind 64 of them. */
const multipliers: usize = memory.data(64 * 2 * 16, 16);

/** The kind of an 8 × 8 block. */
export function tableKind(isIntra: bool, isChroma: bool): u32 {
  return (isIntra ? INTRA_LUMA : INTER_LUMA) + <u32>isChroma;
}

export function multipliersOf(kind: u32, coarseness: u32): usize {
  return multipliers + ((<usize>(coarseness * KINDS + kind)) << 7);
}

/** libjpeg's jpeg_quality_scaling: percents of annex K's steps for a quality from 1 to 100. */
function percentOf(quality: u32): u32 {
  if (quality < 50) return 5000 / quality;
  return max<u32>(200 - quality * 2, 4);
}

/**
 * Within a frame annex K's steps; for differences to the last frame the same step for all frequencies, as in MPEG-2 (ITU-T H.262,
 * 6.3.11), which measured 0.2 to 0.7 dB better at the same bytes.
 */
function baseStep(kind: u32, at: u32): u32 {
  switch (kind) {
    case INTRA_LUMA:
      return <u32>load<u8>(LUMA + at);
    case INTRA_CHROMA:
      return <u32>load<u8>(CHROMA + at);
    case INTER_LUMA:
      return 20;
    default:
      return 24;
  }
}

/** Makes the multipliers for a quality from 1 to 100. */
export function fillQuantiser(quality: u32): void {
  const percent = percentOf(quality);
  for (let kind: u32 = 0; kind < KINDS; kind++) {
    for (let horizontal: u32 = 0; horizontal < 8; horizontal++) {
      for (let vertical: u32 = 0; vertical < 8; vertical++) {
        const base = baseStep(kind, vertical * 8 + horizontal);
        const factors =
          (<u64>load<u16>(FACTORS + (horizontal << 1)) * <u64>load<u16>(FACTORS + (vertical << 1))) >> 14;
        for (let coarseness: u32 = 0; coarseness < COARSENESSES; coarseness++) {
          const quarters = <u32>load<u8>(COARSENESS_QUARTERS + coarseness);
          // base × percent / 100 × quarters / 4 × 4 × factors / 2^14, rounded.
          const scaled = <u64>(base * percent * quarters) * factors;
          const multiplier = <u32>((scaled + (100 << 13)) / (100 << 14));
          const bounded = min(max<u32>(multiplier, 1), MAX_MULTIPLIER);
          store<u16>(multipliersOf(kind, coarseness) + ((horizontal * 8 + vertical) << 1), <u16>bounded);
        }
      }
    }
  }
}
