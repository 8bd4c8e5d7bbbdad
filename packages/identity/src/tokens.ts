/** The product's name, as people read it. */
export const PRODUCT_NAME = 'Throwline';

/** Ten shades from light to dark, the form in which Mantine takes a colour. */
export type Shades = readonly [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

/** Shades of the product's colours. Primary is `teal[7]` in light and `teal[3]` in dark. */
export const SHADES = {
  teal: [
    '#e6f3f6',
    '#cce5eb',
    '#a0d2de',
    '#6fc3d6',
    '#3fa5bb',
    '#1f879e',
    '#15738a',
    '#0f5c6e',
    '#0b4755',
    '#07323c',
  ],
  orange: [
    '#fff0e8',
    '#fdddcd',
    '#fbbd9f',
    '#ff9361',
    '#f0692a',
    '#e4571a',
    '#d9480f',
    '#b93a0a',
    '#8f2d08',
    '#5f1e05',
  ],
  red: [
    '#ffecec',
    '#ffd3d3',
    '#ffb0b0',
    '#ff8787',
    '#f25c5c',
    '#e03131',
    '#c92a2a',
    '#a51f1f',
    '#801818',
    '#551010',
  ],
  slate: [
    '#f6f8f9',
    '#e9eef0',
    '#cbd5da',
    '#a3b3ba',
    '#7a8a92',
    '#51626a',
    '#32424a',
    '#182328',
    '#10181c',
    '#0b1215',
  ],
} as const satisfies Record<string, Shades>;

/** What a colour is for. `on-x` is text or a sign on a ground of `x`; contrast is 4.5:1 or more (tested). */
export type ColourRole =
  | 'background'
  | 'surface'
  | 'sunken'
  | 'text'
  | 'muted'
  | 'border'
  | 'control-border'
  | 'primary'
  | 'primary-hover'
  | 'on-primary'
  | 'primary-soft'
  | 'on-primary-soft'
  | 'accent'
  | 'accent-soft'
  | 'on-accent-soft'
  | 'danger'
  | 'danger-hover'
  | 'on-danger'
  | 'danger-text'
  | 'danger-soft'
  | 'on-danger-soft'
  | 'warning-soft'
  | 'on-warning-soft'
  | 'success'
  | 'focus';

/** The colours of each theme, `--tl-colour-<role>` in tokens.css. */
export const COLOURS: Readonly<Record<'light' | 'dark', Readonly<Record<ColourRole, string>>>> = {
  light: {
    background: '#f6f8f9',
    surface: '#ffffff',
    sunken: '#e9eef0',
    text: '#17252b',
    muted: '#51626a',
    border: '#cbd5da',
    'control-border': '#7a8a92',
    primary: '#0f5c6e',
    'primary-hover': '#0b4755',
    'on-primary': '#ffffff',
    'primary-soft': '#e6f3f6',
    'on-primary-soft': '#0b4755',
    accent: '#c9410c',
    'accent-soft': '#fff0e8',
    'on-accent-soft': '#8f2d08',
    danger: '#c92a2a',
    'danger-hover': '#a51f1f',
    'on-danger': '#ffffff',
    'danger-text': '#b42323',
    'danger-soft': '#ffecec',
    'on-danger-soft': '#801818',
    'warning-soft': '#fff4dc',
    'on-warning-soft': '#664500',
    success: '#256c36',
    focus: '#15738a',
  },
  dark: {
    background: '#10181c',
    surface: '#182328',
    sunken: '#0b1215',
    text: '#e6edf0',
    muted: '#a3b3ba',
    border: '#32424a',
    'control-border': '#7a8a92',
    primary: '#6fc3d6',
    'primary-hover': '#a0d2de',
    'on-primary': '#06262e',
    'primary-soft': '#12343d',
    'on-primary-soft': '#c4e8f0',
    accent: '#ff9361',
    'accent-soft': '#40200f',
    'on-accent-soft': '#fdd5c0',
    danger: '#d92b2b',
    'danger-hover': '#b92222',
    'on-danger': '#ffffff',
    'danger-text': '#ff8f8f',
    'danger-soft': '#431718',
    'on-danger-soft': '#ffd3d3',
    'warning-soft': '#3a2d0c',
    'on-warning-soft': '#ffe3a3',
    success: '#7fd093',
    focus: '#8fd8e8',
  },
};

/** The one type scale, in CSS pixels: `--tl-text-<name>`, written in rem so that a person's own size is kept. */
export const TEXT_SIZES = { xs: 12, sm: 14, md: 16, lg: 20, xl: 28, xxl: 40 } as const;

/** The one typeface: that of the reader's own system. */
export const FONT_FAMILY =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
/** For codes, commands and figures that line up. */
export const MONOSPACE_FAMILY = 'ui-monospace, "Cascadia Mono", "SF Mono", "DejaVu Sans Mono", monospace';

/** Corner radii in CSS pixels: `--tl-radius-<name>`. */
export const RADII = { sm: 4, md: 8, lg: 14 } as const;

/** Distances in CSS pixels: `--tl-space-<n>`. */
export const SPACES = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 40 } as const;
