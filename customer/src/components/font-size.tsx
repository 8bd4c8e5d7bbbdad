import { FONT_SIZES, fontSize, stepFontSize } from '../font-size.ts';

/** A− and A+: the size of everything in the window. */
export function FontSize() {
  const size = fontSize.value;
  return (
    <fieldset class="font-size">
      <legend class="for-ears">Font size, now {size} %</legend>
      <button
        type="button"
        aria-label="A− smaller text"
        title="Smaller text"
        disabled={size === FONT_SIZES[0]}
        onClick={() => stepFontSize(-1)}
      >
        A−
      </button>
      <button
        type="button"
        aria-label="A+ larger text"
        title="Larger text"
        disabled={size === FONT_SIZES.at(-1)}
        onClick={() => stepFontSize(1)}
      >
        A+
      </button>
    </fieldset>
  );
}
