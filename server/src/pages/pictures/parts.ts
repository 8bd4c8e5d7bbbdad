import { COLOURS, type ColourRole } from '@throwline/identity';
import { escapeHtml } from '../html.ts';

/** Width and height of every picture, in its own units; shown at most that many CSS pixels wide. */
export const PICTURE_SIZE = { width: 360, height: 150 } as const;

/** What each class in a picture is filled with, and drawn with. */
const CLASSES: Readonly<Record<string, { readonly fill?: ColourRole; readonly stroke?: ColourRole }>> = {
  ground: { fill: 'sunken' },
  pane: { fill: 'surface', stroke: 'control-border' },
  bar: { fill: 'border' },
  sheet: { fill: 'background', stroke: 'border' },
  button: { fill: 'surface', stroke: 'control-border' },
  press: { fill: 'primary', stroke: 'primary' },
  text: { fill: 'text' },
  quiet: { fill: 'muted' },
  bold: { fill: 'text' },
  'press-text': { fill: 'on-primary' },
  ring: { stroke: 'accent' },
  pointer: { fill: 'text', stroke: 'surface' },
  sign: { stroke: 'text' },
};

function rules(theme: 'light' | 'dark'): string {
  const colours = COLOURS[theme];
  return Object.entries(CLASSES)
    .map(([name, { fill, stroke }]) => {
      const filled = fill === undefined ? 'none' : colours[fill];
      return `.${name}{fill:${filled}${stroke === undefined ? '' : `;stroke:${colours[stroke]}`}}`;
    })
    .join('');
}

// Old browsers pass over the media query and show the light picture.
const STYLE = `<style>${rules('light')}.bold,.press-text{font-weight:700}.ring,.sign{stroke-width:2.5}
@media (prefers-color-scheme:dark){${rules('dark')}}</style>`;

/** A whole picture, as the text of an SVG file. */
export function picture(...parts: readonly string[]): string {
  const { width, height } = PICTURE_SIZE;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
 font-family="Segoe UI, Roboto, Noto Sans, DejaVu Sans, sans-serif" font-size="12">${STYLE}
<rect class="ground" width="${width}" height="${height}" rx="10"/>
${parts.join('\n')}
</svg>
`;
}

/** One line of words; `x` is where it begins, or its middle. */
export function words(
  x: number,
  y: number,
  text: string,
  kind: 'text' | 'quiet' | 'bold' | 'press-text' = 'text',
  anchor: 'start' | 'middle' = 'start',
): string {
  return `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}

/** A window with a title bar. */
export function pane(x: number, y: number, width: number, height: number, title = ''): string {
  return `<rect class="pane" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>
<path class="bar" d="M${x} ${y + 22}v-16a6 6 0 0 1 6-6h${width - 12}a6 6 0 0 1 6 6v16z"/>${words(x + 10, y + 15, title, 'bold')}`;
}

/** A button; the one to press is filled and has the pointer on it. */
export function button(x: number, y: number, width: number, label: string, press = false): string {
  const box = `<rect class="${press ? 'press' : 'button'}" x="${x}" y="${y}" width="${width}" height="24" rx="4"/>`;
  const text = words(x + width / 2, y + 16, label, press ? 'press-text' : 'text', 'middle');
  return box + text + (press ? pointer(x + width - 12, y + 14) : '');
}

/** The mouse pointer, its tip at a place. */
export function pointer(x: number, y: number): string {
  return `<path class="pointer" d="M${x} ${y}v17l4-4 3 7 3-1.3-3-7h6z"/>`;
}

/** A ring around what the step is about. */
export function ring(x: number, y: number, width: number, height: number): string {
  return `<rect class="ring" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`;
}

/** A downloaded file with its name. */
export function file(x: number, y: number, name: string): string {
  return `<path class="button" d="M${x} ${y}h11l5 5v15h-16z"/>${words(x + 26, y + 14, name)}`;
}

/** A key of the keyboard. */
export function key(x: number, y: number, width: number, label: string): string {
  return `<rect class="button" x="${x}" y="${y}" width="${width}" height="28" rx="5"/>${words(x + width / 2, y + 18, label, 'text', 'middle')}`;
}

/** A sign of lines: a path in its own coordinates, moved to a place. */
export function sign(x: number, y: number, path: string): string {
  return `<path class="sign" transform="translate(${x} ${y})" stroke-linecap="round" stroke-linejoin="round" d="${path}"/>`;
}

/** The arrow onto a line that browsers use for downloads, 14 wide and high. */
export function downloadSign(x: number, y: number): string {
  return sign(x, y, 'M7 0v9M3 5.5l4 4 4-4M1 13.5h12');
}

/** The top of a browser's window: a strip with the address and the download sign on its right, ringed. */
export function browserTop(): string {
  return `<rect class="pane" x="14" y="12" width="332" height="126" rx="6"/>
<rect class="sheet" x="26" y="20" width="262" height="20" rx="10"/>${words(38, 34, 'Support Connection', 'quiet')}
${downloadSign(310, 23)}${ring(303, 17, 28, 26)}`;
}
