import type { AppletSystem, CustomerBrowser } from './device.ts';
import { type Html, html } from './html.ts';
import type { PictureName } from './pictures/pictures.ts';
import { runLine } from './run-line.ts';

/** One step: what to do, and a picture of it. */
export interface GuideStep {
  readonly text: Html;
  readonly picture: PictureName;
  /** What needs the whole width, below both. */
  readonly below?: Html;
}

/** The steps from the download to the session, for one browser on one system. */
export interface Guide {
  readonly system: AppletSystem;
  /** The browser's name, as a link to the steps. */
  readonly browser: string;
  readonly steps: (words: GuideWords) => readonly GuideStep[];
}

/** What the steps name. */
export interface GuideWords {
  readonly fileName: string;
  readonly technicianName: string;
}

const fileIn = ({ fileName }: GuideWords): Html => html`<strong class="file-name">${fileName}</strong>`;

/** The end of every guide: nothing is left to do but to wait, and then to answer. */
const together = ({ technicianName }: GuideWords): readonly GuideStep[] => [
  {
    text: html`Once the support program is running, wait for ${technicianName} to activate your session.`,
    picture: 'waiting',
  },
  {
    text: html`You may be asked to give ${technicianName} permission to perform certain actions. Click
<strong>Yes</strong> to grant permissions, or <strong>No</strong> to deny.`,
    picture: 'yes-or-no',
  },
];

const windowsWarning: GuideStep = {
  text: html`If Windows says that it protected your PC, click <strong>More info</strong>, then
<strong>Run anyway</strong>. Do so only if you asked for help yourself.`,
  picture: 'windows-protected',
};

const openMacApp: GuideStep = {
  text: html`Your Mac asks if you are sure you want to open it. Click <strong>Open</strong>. If it says that it cannot
verify the program: open System Settings, <strong>Privacy &amp; Security</strong>, and click <strong>Open
Anyway</strong>. Do so only if you asked for help yourself.`,
  picture: 'mac-open',
};

const unpackMacFile = (words: GuideWords): readonly GuideStep[] => [
  {
    text: html`In the list of downloads, click ${fileIn(words)}. It is unpacked into a program of the same name.`,
    picture: 'mac-unpack',
  },
  { text: html`Double-click the unpacked program.`, picture: 'mac-downloads' },
  openMacApp,
];

const terminal = ({ fileName }: GuideWords): readonly GuideStep[] => [
  {
    text: html`Open a terminal: press <kbd>Ctrl</kbd> + <kbd>Alt</kbd> + <kbd>T</kbd>. If nothing happens, look for
<em>Terminal</em> among your programs.`,
    picture: 'linux-terminal',
  },
  {
    text: html`Paste this line with <kbd>Ctrl</kbd> + <kbd>Shift</kbd> + <kbd>V</kbd>, and press <kbd>Enter</kbd>:`,
    picture: 'linux-paste',
    below: html`<div class="run-line"><code id="run-line" tabindex="0">${runLine(fileName)}</code>
<button type="button" id="copy" class="primary" hidden data-copied="Copied">Copy</button></div>`,
  },
];

/** All guides, by the name that `?steps=` takes, in the order in which they are offered. */
export const GUIDES = {
  'windows-edge': {
    system: 'windows',
    browser: 'Edge',
    steps: (words) => [
      {
        text: html`When the download is complete, click <strong>Open file</strong> below ${fileIn(words)}. If Edge asks
first, choose <strong>Keep</strong>.`,
        picture: 'edge-open-file',
      },
      windowsWarning,
      ...together(words),
    ],
  },
  'windows-chrome': {
    system: 'windows',
    browser: 'Chrome',
    steps: (words) => [
      {
        text: html`When the download is complete, click ${fileIn(words)} in the list of downloads. If Chrome asks first,
choose <strong>Keep</strong>.`,
        picture: 'chrome-open',
      },
      {
        text: html`You may be asked <em>Do you want to run this file?</em> Click <strong>Run</strong>.`,
        picture: 'windows-run',
      },
      windowsWarning,
      ...together(words),
    ],
  },
  'windows-firefox': {
    system: 'windows',
    browser: 'Firefox',
    steps: (words) => [
      {
        text: html`You are asked to download ${fileIn(words)}. Click <strong>Save File</strong> to download it.`,
        picture: 'firefox-save-file',
      },
      {
        text: html`In the Downloads box, double-click ${fileIn(words)}. To see the Downloads box again, press
<kbd>Ctrl</kbd> + <kbd>J</kbd>.`,
        picture: 'firefox-downloads',
      },
      {
        text: html`Click <strong>OK</strong> if prompted to <em>Open Executable File</em>.`,
        picture: 'firefox-open-executable',
      },
      {
        text: html`You are asked <em>Do you want to run this file?</em> Click <strong>Run</strong> to execute the support
program.`,
        picture: 'windows-run',
      },
      windowsWarning,
      ...together(words),
    ],
  },
  'windows-ie': {
    system: 'windows',
    browser: 'Internet Explorer, and Edge in Internet Explorer mode',
    steps: (words) => [
      {
        text: html`You are asked to download ${fileIn(words)}. Click <strong>Run</strong> to download it. The download
should take about 15 to 30 seconds.`,
        picture: 'ie-run-download',
      },
      {
        text: html`Click <strong>Run</strong> to execute the support program.`,
        picture: 'ie-run-applet',
      },
      windowsWarning,
      ...together(words),
    ],
  },
  'macos-safari': {
    system: 'macos',
    browser: 'Safari',
    steps: (words) => [
      { text: html`If Safari asks, click <strong>Allow</strong> to download.`, picture: 'safari-allow' },
      {
        text: html`In the list of downloads, double-click <strong>Support-Throwline</strong>.`,
        picture: 'mac-downloads',
      },
      openMacApp,
      ...together(words),
    ],
  },
  'macos-chrome': {
    system: 'macos',
    browser: 'Chrome',
    steps: (words) => [...unpackMacFile(words), ...together(words)],
  },
  'macos-firefox': {
    system: 'macos',
    browser: 'Firefox',
    steps: (words) => [...unpackMacFile(words), ...together(words)],
  },
  'linux-firefox': {
    system: 'linux',
    browser: 'Firefox',
    steps: (words) => [
      {
        text: html`Wait until ${fileIn(words)} is complete. If Firefox asks, click <strong>Save File</strong>.`,
        picture: 'linux-save',
      },
      ...terminal(words),
      ...together(words),
    ],
  },
  'linux-chrome': {
    system: 'linux',
    browser: 'Chrome or Chromium',
    steps: (words) => [
      {
        text: html`Wait until ${fileIn(words)} is complete. If Chrome asks, click <strong>Keep</strong>.`,
        picture: 'linux-save',
      },
      ...terminal(words),
      ...together(words),
    ],
  },
} as const satisfies Readonly<Record<string, Guide>>;

export type GuideId = keyof typeof GUIDES;

/** The names of all guides, in the order in which they are offered. */
export const GUIDE_IDS = Object.keys(GUIDES).filter(isGuideId);

/** Whether a text is the name of a guide. */
export function isGuideId(text: string): text is GuideId {
  return Object.hasOwn(GUIDES, text);
}

/** The guide for a browser on a system; for a browser that is not known there, the system's most used one. */
export function guideFor(system: AppletSystem, browser: CustomerBrowser): GuideId {
  const exact = `${system}-${browser}`;
  if (isGuideId(exact)) return exact;
  const usual = { windows: 'windows-edge', macos: 'macos-safari', linux: 'linux-firefox' } as const;
  return usual[system];
}
