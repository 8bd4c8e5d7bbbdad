import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { picturesFor } from './pictures/pictures.ts';
import { withFallbacks } from './stylesheet.ts';

/** One file under `/assets/`. */
export interface PageAsset {
  readonly contentType: string;
  readonly body: Buffer;
  /** Strong entity tag, quotes included. */
  readonly etag: string;
}

const IDENTITY = new URL('../../../packages/identity/', import.meta.url);
const HERE = new URL('assets/', import.meta.url);

const TYPES = {
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  js: 'text/javascript; charset=utf-8',
} as const;

/**
 * Everything that the pages for customers load, by its name under `/assets/`. Read once at start: a request can name
 * nothing that is not in this list.
 * @param brand the second part of the support program's name
 */
export function loadPageAssets(brand = 'Throwline'): ReadonlyMap<string, PageAsset> {
  const tokens = readFileSync(new URL('tokens.css', IDENTITY), 'utf8');
  const css = withFallbacks(readFileSync(new URL('pages.css', HERE), 'utf8'), tokens);
  const pictures = picturesFor(brand).map(([name, svg]) => [`${name}.svg`, asset(TYPES.svg, svg)] as const);
  return new Map([
    ['tokens.css', asset(TYPES.css, tokens)],
    ['pages.css', asset(TYPES.css, css)],
    ['journey.js', asset(TYPES.js, readFileSync(new URL('journey.js', HERE)))],
    ...['mark.svg', 'favicon.svg', 'wordmark.svg'].map(
      (name) => [name, asset(TYPES.svg, readFileSync(new URL(name, IDENTITY)))] as const,
    ),
    ...pictures,
  ]);
}

function asset(contentType: string, content: string | Buffer): PageAsset {
  const body = Buffer.from(content);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { contentType, body, etag };
}
