/** Pages and pictures of the project's own for recordings: always the same, and nobody else's. */
import { random } from '../measure/random.ts';

const WORDS =
  'about after again answer before begin between book bring carry change children city close could country course dinner earth early enough every example family father follow garden great group house idea island kind large learn letter light line little long morning mother mountain music never night often open paper people picture place plant point question river road room school second sentence sister small sound stand story summer table thought through together travel under until water while winter without wood word world write year young'.split(
    ' ',
  );

interface Wave {
  readonly across: number;
  readonly down: number;
  readonly phase: number;
  readonly height: number;
}

/** An uncompressed BMP of 24 bits. @param colour red, green and blue, 0 to 255, of a place in pixels */
function bitmap(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly number[],
): Uint8Array {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  // BITMAPINFOHEADER: its size, width, height (the lowest row comes first), planes, bits a pixel.
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red = 0, green = 0, blue = 0] = colour(x, y);
      file.set([blue, green, red], 54 + (height - 1 - y) * stride + x * 3);
    }
  }
  return file;
}

/** Something like a photograph, as a BMP: soft shapes, and grain that the channels share in part. */
export function photograph(width: number, height: number, seed: number): Uint8Array {
  const next = random(seed);
  const waves: readonly Wave[] = Array.from({ length: 12 }, () => ({
    across: next() * 0.04,
    down: next() * 0.04,
    phase: next() * 2 * Math.PI,
    height: next() * 35,
  }));
  return bitmap(width, height, (x, y) => {
    const channels = [135, 120, 105];
    for (const [i, { across, down, phase, height: strength }] of waves.entries()) {
      channels[i % 3] = (channels[i % 3] ?? 0) + Math.sin(x * across + y * down + phase) * strength;
    }
    const grain = (next() + next() - 1) * 8;
    return channels.map((value) =>
      Math.max(0, Math.min(255, Math.round(value + grain + (next() - 0.5) * 3))),
    );
  });
}

function sentences(next: () => number, count: number): string {
  const sentence = () => {
    const words = Array.from({ length: 5 + Math.floor(next() * 12) }, () => {
      return WORDS[Math.floor(next() * WORDS.length)] ?? '';
    });
    const [first = '', ...rest] = words;
    return `${first.charAt(0).toUpperCase()}${first.slice(1)} ${rest.join(' ')}.`;
  };
  return Array.from({ length: count }, sentence).join(' ');
}

/** A long article with headings, links, a table and coloured boxes. */
export function articlePage(title: string): string {
  const next = random(11);
  const parts = Array.from({ length: 14 }, (_, number) => {
    const heading = `<h2>${number + 1}. ${sentences(next, 1).slice(0, 30)}</h2>`;
    const text = `<p>${sentences(next, 5)} <a href="#">${sentences(next, 1)}</a> ${sentences(next, 4)}</p>`;
    const rows = Array.from({ length: 4 }, () => {
      return `<tr><td>${sentences(next, 1).slice(0, 24)}</td><td>${Math.floor(next() * 9000)}</td></tr>`;
    });
    const box = `<div class="box" style="background:hsl(${number * 50} 60% 88%)">${sentences(next, 2)}</div>`;
    return `${heading}${text}${number % 3 === 1 ? `<table>${rows.join('')}</table>` : ''}${number % 2 === 0 ? box : ''}`;
  });
  return page(
    title,
    `<style>body{font:16px/1.5 "DejaVu Serif",serif;max-width:46em;margin:2em auto}h2{font-family:"DejaVu Sans",sans-serif}
    .box{padding:1em;border-radius:8px}td{border:1px solid #888;padding:2px 10px}</style>
    <h1>An article</h1>${parts.join('')}`,
  );
}

/** Shows one photograph; any key shows the next. @param files names beside the page */
export function photographPage(title: string, files: readonly string[]): string {
  return page(
    title,
    `<style>body{margin:0;background:#222;display:grid;place-items:center;height:100vh}img{display:none}img.shown{display:block}</style>
    ${files.map((file, i) => `<img src="${file}"${i === 0 ? ' class="shown"' : ''}>`).join('')}
    <script>const pictures = [...document.images];let shown = 0;
    addEventListener('keydown', () => {
      pictures[shown].className = '';
      shown = (shown + 1) % pictures.length;
      pictures[shown].className = 'shown';
    });</script>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><meta charset="utf-8"><title>${title}</title>${body}`;
}
