import type { CaptureResult, Rect } from '../../platform.ts';

/** A capture as it travels. */
export type SeenCapture =
  | { readonly kind: Exclude<CaptureResult['kind'], 'pixels'> }
  | {
      readonly kind: 'pixels';
      readonly region: Rect;
      readonly masks: readonly Rect[];
      /** Protected windows that were seen. */
      readonly windows: number;
      /** Blue, green, red, unused; base64. */
      readonly data: string;
    };
