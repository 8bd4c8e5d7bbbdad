/**
 * Chooses qualities for a byte limit, in one pass. A slice's bytes are taken to be *factor × work ÷ step*, work being the
 * differences that the encoder has to code; the factor of each slice is learnt from its last frame.
 */

/** Steps as percents of the tables' (libjpeg's jpeg_quality_scaling, as in the kernels), and back. */
export function percentOf(quality: number): number {
  return quality < 50 ? 5000 / quality : Math.max(200 - 2 * quality, 4);
}

function qualityOf(percent: number): number {
  const quality = percent > 100 ? 5000 / percent : (200 - percent) / 2;
  return Math.max(1, Math.min(98, Math.floor(quality)));
}

/** Part of the limit aimed at, so that what costs more than expected still fits. */
const AIM = 0.96;
/** Before anything is known: bytes of a slice × percent ÷ work, from frames of the benchmark's clips. */
const FIRST_FACTOR = 3;
/** Slices of one frame differ by at most so much, unless the limit is near. */
const MOST_UNEVEN = 1.25;
/** How fast the quality may rise from frame to frame. It falls as fast as it must. */
const MOST_RISE = 0.6;

export interface RateControl {
  /** Begins a frame with the work of its slices. @param maxQuality no better than this */
  begin(work: readonly number[], maxBytes: number, maxQuality: number): void;
  /** The quality of the next slice. */
  next(): number;
  /** Tells what the slice came to. */
  spent(bytes: number): void;
}

export function createRateControl(): RateControl {
  const factors: number[] = [];
  let lastPercent: number | undefined;
  let work: readonly number[] = [];
  let slice = 0;
  let left = 0;
  let finest = 0;
  let basePercent = 0;
  let percent = 0;
  /** How much more this frame costs than expected. */
  let surprise = 1;

  const expected = (index: number) => (factors[index] ?? FIRST_FACTOR) * (work[index] ?? 0);

  function wanted(): number {
    let sum = 0;
    for (let index = slice; index < work.length; index++) sum += expected(index);
    return (sum * surprise) / Math.max(left, 1);
  }

  return {
    begin(newWork, maxBytes, maxQuality) {
      work = newWork;
      slice = 0;
      left = maxBytes * AIM;
      surprise = 1;
      finest = percentOf(maxQuality);
      basePercent = Math.max(finest, wanted());
      if (lastPercent !== undefined) basePercent = Math.max(basePercent, lastPercent * MOST_RISE);
      lastPercent = basePercent;
    },
    next() {
      const want = wanted();
      // Only what is too dear is corrected at once; what is too cheap makes the next frame better.
      percent = Math.max(basePercent / MOST_UNEVEN, Math.max(finest, want));
      if (want < basePercent * MOST_UNEVEN) percent = Math.max(basePercent, want);
      const quality = qualityOf(Math.max(finest, percent));
      percent = percentOf(quality);
      return quality;
    },
    spent(bytes) {
      left -= bytes;
      const amount = work[slice] ?? 0;
      if (amount > 0 && bytes > 16) {
        const seen = (bytes * percent) / amount;
        const before = factors[slice] ?? FIRST_FACTOR;
        const ratio = seen / before;
        // One slice says little about those below it, which have factors of their own once there was a frame.
        surprise =
          factors[slice] === undefined ? ratio : surprise * Math.max(0.8, Math.min(1.25, ratio)) ** 0.25;
        factors[slice] = factors[slice] === undefined ? seen : Math.sqrt(before * seen);
      }
      slice++;
    },
  };
}
