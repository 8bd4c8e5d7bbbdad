import { type Html, html, sitePath } from './html.ts';

/** What the frame around every page for customers needs. */
export interface PageFrame {
  /** Title of the browser's tab; the organisation is added. */
  readonly title: string;
  readonly organisation: string;
  readonly content: Html;
  /** Where scripts do not run: reload the page by itself after this many seconds. */
  readonly reloadSeconds?: number;
  /** Path to load instead of the same page; see {@link sitePath}. */
  readonly reloadPath?: string;
  /** Whether the page is helped by journey.js. */
  readonly script?: boolean;
}

/** A whole document. No inline script or style, so that it stands under `default-src 'self'`. */
export function page(frame: PageFrame): string {
  const { title, organisation, content, reloadSeconds, reloadPath, script } = frame;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="same-origin">
<title>${title} · ${organisation}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/tokens.css">
<link rel="stylesheet" href="/assets/pages.css">
${
  reloadSeconds !== undefined &&
  html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}${
    reloadPath !== undefined && html`;url=${sitePath(reloadPath)}`
  }"></noscript>`
}${script === true && html`<script src="/assets/journey.js" defer></script>`}
</head>
<body>
<header class="site">
<img src="/assets/mark.svg" alt="" width="36" height="36">
<span class="site-name">${organisation}</span>
<span class="site-what">Remote support</span>
</header>
<main>
${content}
</main>
<footer class="site">Your technician cannot see or do anything on your computer until you answer Yes. Made with Throwline.</footer>
</body>
</html>
`.text;
}

/** The warning against callers whom one did not call, in plain words. */
export function callerWarning(): Html {
  return html`<aside class="warning" aria-labelledby="warning-title">
<h2 id="warning-title">Only continue if you asked for help</h2>
<p>Did somebody call or write to you out of the blue and ask you to open this page? Then stop here and hang up.
Honest helpers do not call strangers, and never ask for bank details, passwords or gift cards.</p>
</aside>`;
}
