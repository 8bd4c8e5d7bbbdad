import { browserTop, button, file, key, pane, picture, pointer, ring, sign, words } from './parts.ts';

/** How the file's name begins where the installation has chosen no brand. */
const APP = 'Support-Throwline';
const EXE = `${APP}-….exe`;
const ZIP = `${APP}-….zip`;
const RUN = `${APP}-….run`;
/** Most letters of a brand for which a picture has room. */
const BRAND_ROOM = 12;

/** A question in a window of its own: a title, up to three lines, and up to two buttons of which the first is pressed. */
function question(title: string, lines: readonly string[], yes: string, no: string): string {
  return picture(
    pane(30, 14, 300, 122, title),
    ...lines.map((line, index) => words(44, 56 + index * 19, line, index === 0 ? 'text' : 'quiet')),
    button(132, 102, 92, yes, true),
    button(236, 102, 80, no),
  );
}

/** The list of downloads that opens at the download sign. */
function downloads(title: string, ...row: readonly string[]): string {
  return picture(browserTop(), pane(120, 52, 218, 78, title), ...row);
}

const hand = pointer(262, 104);

/** The pictures of the steps, drawn for this project. Each is a file of its own below `/assets/`. */
const PICTURES = {
  'ie-run-download': picture(
    '<rect class="pane" x="14" y="12" width="332" height="126" rx="6"/>',
    '<rect class="sheet" x="22" y="58" width="316" height="74" rx="3"/>',
    words(34, 78, 'Do you want to run or save'),
    words(34, 96, EXE, 'quiet'),
    button(150, 102, 56, 'Run', true),
    button(214, 102, 52, 'Save'),
    button(274, 102, 56, 'Cancel'),
  ),
  'ie-run-applet': question(
    'Security Warning',
    ['Do you want to run this software?', EXE],
    'Run',
    'Don’t run',
  ),
  'edge-open-file': downloads(
    'Downloads',
    file(132, 84, EXE),
    '<text class="bold" x="158" y="119" text-decoration="underline">Open file</text>',
    pointer(206, 112),
  ),
  'chrome-open': downloads('Recent downloads', ring(126, 80, 206, 36), file(136, 88, EXE), hand),
  'windows-protected': picture(
    '<rect class="press" x="30" y="14" width="300" height="122" rx="2"/>',
    words(46, 40, 'Windows protected your PC', 'press-text'),
    '<text class="press-text" x="46" y="66" text-decoration="underline">More info</text>',
    button(132, 100, 96, 'Run anyway'),
    button(240, 100, 78, 'Don’t run'),
    pointer(212, 114),
  ),
  'firefox-save-file': question(
    `Opening ${EXE}`,
    ['Would you like to save this file?', EXE],
    'Save File',
    'Cancel',
  ),
  'firefox-downloads': downloads('Downloads', ring(126, 80, 206, 36), file(136, 88, EXE), hand),
  'firefox-open-executable': question(
    'Open Executable File?',
    [EXE, 'is an executable file.', 'Open it all the same?'],
    'OK',
    'Cancel',
  ),
  'windows-run': question('Open File', ['Do you want to run this file?', EXE], 'Run', 'Cancel'),
  'safari-allow': question(
    'Safari',
    ['Do you want to allow downloads', 'from this support site?'],
    'Allow',
    'Cancel',
  ),
  'mac-downloads': downloads('Downloads', ring(126, 80, 206, 36), file(136, 88, APP), hand),
  'mac-unpack': downloads('Downloads', ring(126, 80, 206, 36), file(136, 88, ZIP), hand),
  'mac-open': question(
    APP,
    ['is an app downloaded from the Internet.', 'Are you sure you want to open it?'],
    'Open',
    'Cancel',
  ),
  'linux-save': downloads(
    'Downloads',
    file(132, 82, RUN),
    sign(160, 111, 'M0 4l4 5 7-9'),
    words(180, 121, 'Completed', 'quiet'),
  ),
  'linux-terminal': picture(
    pane(30, 14, 300, 74, 'Terminal'),
    words(44, 58, '$', 'quiet'),
    '<rect class="text" x="56" y="48" width="7" height="13"/>',
    key(93, 104, 50, 'Ctrl'),
    words(153, 123, '+', 'text', 'middle'),
    key(163, 104, 44, 'Alt'),
    words(217, 123, '+', 'text', 'middle'),
    key(227, 104, 40, 'T'),
  ),
  'linux-paste': picture(
    pane(30, 14, 300, 74, 'Terminal'),
    words(44, 58, '$', 'quiet'),
    words(56, 58, `sh ~/*/${RUN}`),
    key(40, 104, 46, 'Ctrl'),
    words(94, 123, '+', 'text', 'middle'),
    key(102, 104, 50, 'Shift'),
    words(160, 123, '+', 'text', 'middle'),
    key(168, 104, 34, 'V'),
    words(222, 123, 'then', 'quiet', 'middle'),
    key(242, 104, 74, 'Enter ↵'),
  ),
  waiting: picture(
    pane(30, 14, 300, 122, 'Support'),
    sign(172, 52, 'M0 0h16M0 26h16M2 0c0 10 12 16 12 26M14 0c0 10-12 16-12 26'),
    words(180, 104, 'Waiting for your technician', 'bold', 'middle'),
    words(180, 122, 'Your session starts in a moment.', 'quiet', 'middle'),
  ),
  'yes-or-no': picture(
    pane(30, 14, 300, 122, 'Support'),
    words(180, 58, 'Let your technician', 'bold', 'middle'),
    words(180, 76, 'see this screen?', 'bold', 'middle'),
    button(86, 96, 84, 'Yes'),
    button(190, 96, 84, 'No'),
  ),
} as const satisfies Readonly<Record<string, string>>;

export type PictureName = keyof typeof PICTURES;

/** The pictures and their names, with the file as this installation calls it. @param brand letters and digits */
export function picturesFor(brand: string): readonly (readonly [PictureName, string])[] {
  const shown = brand.length > BRAND_ROOM ? `${brand.slice(0, BRAND_ROOM - 1)}…` : brand;
  return Object.keys(PICTURES)
    .filter(isPictureName)
    .map((name) => [name, PICTURES[name].replaceAll(APP, `Support-${shown}`)] as const);
}

function isPictureName(name: string): name is PictureName {
  return Object.hasOwn(PICTURES, name);
}
