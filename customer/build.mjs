// Builds the customer's window into one file that loads nothing: dist/window.html.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const here = new URL('.', import.meta.url);
const path = (name) => new URL(name, here).pathname;

async function bundle(entry, extra) {
  const result = await build({
    entryPoints: [path(entry)],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    target: ['chrome105', 'firefox110', 'safari16'],
    logLevel: 'warning',
    ...extra,
  });
  return result.outputFiles[0].text.trim();
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const script = (
  await bundle('src/main.tsx', { format: 'esm', jsx: 'automatic', jsxImportSource: 'preact' })
).replaceAll('</script', '<\\/script');
const style = await bundle('src/window.css', {});
const icon = await readFile(path('../packages/identity/favicon.svg'), 'base64');
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  'img-src data:',
  // Firefox takes 'self' for http only, hence the sockets by name.
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const page = (await readFile(path('src/window.html'), 'utf8'))
  .replace('%POLICY%', () => policy)
  .replace('%ICON%', () => `data:image/svg+xml;base64,${icon}`)
  .replace('<!--STYLE-->', () => `<style>${style}</style>`)
  .replace('<!--SCRIPT-->', () => `<script type="module">${script}</script>`);

await mkdir(path('dist'), { recursive: true });
await writeFile(path('dist/window.html'), page);
console.log(`customer/dist/window.html ${Math.round(page.length / 1024)} KiB`);
