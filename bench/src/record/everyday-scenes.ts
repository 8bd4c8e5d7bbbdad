import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { until } from '@throwline/testbed/wait.ts';
import type { BenchDesktop } from '../desktop/bench-desktop.ts';
import { setResolution } from '../desktop/resolution.ts';
import { openTerminal } from '../scenes/terminal.ts';
import { articlePage, photograph, photographPage } from './everyday-pages.ts';
import { FILM, film } from './film.ts';

/** Something that people do on their desktops, in a few seconds. */
export interface EverydayScene {
  /** Also of the file. */
  readonly name: string;
  /** Recorded only when it is asked for by name: its file has megabytes. */
  readonly isLong?: true;
  /** Opens what is needed, before the recording begins; resolves to what then happens. */
  prepare(desktop: BenchDesktop): Promise<() => Promise<void>>;
}

/** Runs a chain of xdotool's commands, and waits for its end. */
async function hands(desktop: BenchDesktop, ...chain: readonly (string | number)[]): Promise<void> {
  const running = desktop.play('xdotool', ...chain);
  await until('the hands', () => running.child.exitCode !== null);
  if (running.child.exitCode !== 0) throw new Error(running.output());
}

/** From one step of a chain to the next, in seconds: as often as pointers tell where they are. */
const STEP = ['sleep', 0.016] as const;

/** Moves the pointer evenly from one place to another. */
function way(from: readonly [number, number], to: readonly [number, number], steps: number) {
  const between = (a: number, b: number, i: number) => Math.round(a + ((b - a) * i) / steps);
  return Array.from({ length: steps + 1 }, (_, i) => [
    'mousemove',
    between(from[0], to[0], i),
    between(from[1], to[1], i),
    ...STEP,
  ]).flat();
}

async function openPage(
  desktop: BenchDesktop,
  title: string,
  files: Readonly<Record<string, string | Uint8Array>>,
) {
  const folder = mkdtempSync(join(desktop.desktop.home, 'page-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  desktop.play(
    'chromium',
    ...['--no-sandbox', '--test-type', '--no-first-run', '--disable-gpu', '--password-store=basic'],
    ...[`--user-data-dir=${join(folder, 'profile')}`, '--window-size=1000,760', '--window-position=200,140'],
    `--app=${pathToFileURL(join(folder, 'page.html'))}`,
  );
  await until(`the page ${title}`, () => {
    try {
      return desktop.desktop.xdo('search', '--onlyvisible', '--name', `^${title}$`) !== '';
    } catch {
      // xdotool fails when there is none.
      return false;
    }
  });
  desktop.desktop.xdo('mousemove', 700, 500);
}

/** Opens a small terminal with a page of text and a window frame. */
async function openFramed(desktop: BenchDesktop, kind: string, geometry: string): Promise<void> {
  const font = ['-fa', 'DejaVu Sans Mono:pixelsize=14', '+sb'];
  const command = desktop.command('still-text', kind);
  desktop.play('xterm', '-class', 'Framed', ...font, '-geometry', geometry, '-e', ...command);
  await desktop.shows('Framed');
}

export const EVERYDAY_SCENES: readonly EverydayScene[] = [
  {
    name: 'typing',
    async prepare(desktop) {
      await openTerminal(desktop, ['sh', '-c', 'printf "\\033[?25l"; exec cat']);
      return () => hands(desktop, 'type', '--delay', 130, 'The printer on the second floor does not answer.');
    },
  },
  {
    name: 'scroll',
    async prepare(desktop) {
      const signals = desktop.signals();
      const command = desktop.command('scrolling-text', signals.folder, 60, 30);
      // Smaller than the benchmark's: its first picture alone would be 267 kB.
      await openTerminal(desktop, command, { columns: 120, rows: 40 });
      await signals.heard('ready');
      return async () => {
        signals.say('go');
        await signals.heard('end');
      };
    },
  },
  {
    name: 'long-scroll',
    isLong: true,
    async prepare(desktop) {
      const signals = desktop.signals();
      await openTerminal(desktop, desktop.command('scrolling-text', signals.folder, 600, 30));
      await signals.heard('ready');
      return async () => {
        signals.say('go');
        await signals.heard('end');
      };
    },
  },
  {
    name: 'window',
    async prepare(desktop) {
      await openFramed(desktop, 'log', '100x30+120+100');
      const [from, to, corner] = [
        [400, 300],
        [900, 560],
        [1100, 700],
      ] as const;
      return () =>
        hands(
          desktop,
          ...['mousemove', ...from, 'keydown', 'alt', 'mousedown', 1, ...way(from, to, 65), 'mouseup', 1],
          ...['sleep', 0.2, 'mousemove', ...corner, 'mousedown', 3, ...way(corner, [1300, 800], 40)],
          ...['mouseup', 3, 'keyup', 'alt'],
        );
    },
  },
  {
    name: 'web-page',
    async prepare(desktop) {
      await openPage(desktop, 'article', { 'page.html': articlePage('article') });
      const notch = ['click', 5, 'sleep', 0.15];
      return () => hands(desktop, ...Array.from({ length: 9 }, () => notch).flat());
    },
  },
  {
    name: 'menu',
    async prepare(desktop) {
      await openPage(desktop, 'article', { 'page.html': articlePage('article') });
      const down = ['key', 'Down', 'sleep', 0.2];
      return () =>
        hands(
          desktop,
          'click',
          3,
          'sleep',
          0.5,
          ...Array.from({ length: 6 }, () => down).flat(),
          'key',
          'Escape',
        );
    },
  },
  {
    name: 'photograph',
    async prepare(desktop) {
      const files = ['first.bmp', 'second.bmp'] as const;
      await openPage(desktop, 'photographs', {
        'page.html': photographPage('photographs', files),
        [files[0]]: photograph(280, 210, 21),
        [files[1]]: photograph(280, 210, 22),
      });
      return () => hands(desktop, 'sleep', 0.6, 'key', 'space', 'sleep', 1.2, 'key', 'space');
    },
  },
  {
    name: 'large-photograph',
    isLong: true,
    async prepare(desktop) {
      const files = ['first.bmp', 'second.bmp'] as const;
      await openPage(desktop, 'photographs', {
        'page.html': photographPage('photographs', files),
        [files[0]]: photograph(980, 720, 21),
        [files[1]]: photograph(980, 720, 22),
      });
      return () => hands(desktop, 'sleep', 0.6, 'key', 'space');
    },
  },
  {
    name: 'film',
    async prepare(desktop) {
      const file = join(mkdtempSync(join(desktop.desktop.home, 'film-')), 'film.rgb');
      writeFileSync(file, film());
      const { width, height, framesPerSecond, seconds } = FILM;
      return async () => {
        const raw = ['-f', 'rawvideo', '-pixel_format', 'bgr0', '-video_size', `${width}x${height}`];
        const place = ['-noborder', '-left', 640, '-top', 384, '-x', width, '-y', height];
        desktop.play(
          'env',
          ...['SDL_VIDEODRIVER=x11', 'SDL_RENDER_DRIVER=software', 'SDL_AUDIODRIVER=dummy', 'ffplay'],
          ...['-hide_banner', '-an', ...raw, '-framerate', framesPerSecond, ...place, file],
        );
        await desktop.shows('ffplay');
        await pause(seconds * 1000);
      };
    },
  },
  {
    name: 'resolution',
    async prepare(desktop) {
      await openFramed(desktop, 'source', '90x24+60+60');
      return async () => {
        await pause(500);
        setResolution(desktop.desktop, 1280, 800);
        await pause(700);
        setResolution(desktop.desktop, 1920, 1080);
        await pause(700);
      };
    },
  },
];
