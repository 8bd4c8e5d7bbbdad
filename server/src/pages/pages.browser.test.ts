import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { drawnEdges } from '@throwline/testbed/edges.ts';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { loadPageAssets } from './assets.ts';
import { type ConnectView, connectPage } from './connect-page.ts';
import type { CustomerDevice } from './device.ts';
import { GUIDE_IDS, GUIDES, isGuideId } from './guides.ts';
import { type JourneyStep, type JourneyView, journeyPage } from './journey-page.ts';
import { messagePage } from './message-page.ts';
import { reasonAgainst } from './offer.ts';
import { stillGoodPage } from './still-good-page.ts';
import { ALL_READY, JOURNEY, LINUX_FIREFOX, LINUX_ONLY } from './testing/views.ts';

const FILE = JOURNEY.fileNames.linux;
const PREPARING = { ...LINUX_ONLY, linux: 'preparing' } as const;
const PHONE: CustomerDevice = { kind: 'unsuited', why: 'phone', name: 'a phone or tablet' };
const connect: ConnectView = { organisation: 'Helpdesk', device: LINUX_FIREFOX, applets: LINUX_ONLY };
const assets = loadPageAssets();
let step: JourneyStep = 'download';
let downloads = 0;
let browser: Browser;
let origin = '';

const server = createServer((request, response) => {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('content-security-policy', "default-src 'self'; frame-ancestors 'none'");
  const asset = assets.get(path.replace('/assets/', ''));
  if (asset !== undefined) {
    response.setHeader('content-type', asset.contentType).end(asset.body);
  } else if (path === '/journey/status') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ step }));
  } else if (path === `/journey/${FILE}`) {
    downloads++;
    step = 'downloaded';
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('content-disposition', `attachment; filename="${FILE}"`).end('program');
  } else {
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(pageAt(path, searchParams.get('steps')));
  }
});

/** What each address shows, by its path. */
const VIEWS: Readonly<Record<string, () => string>> = {
  '/': () => connectPage(connect),
  '/error': () => connectPage({ ...connect, applets: PREPARING, typed: '12', error: 'code-malformed' }),
  '/phone': () => connectPage({ ...connect, device: PHONE }),
  '/still-good': () =>
    stillGoodPage({
      ...connect,
      device: PHONE,
      reason: reasonAgainst(PHONE, LINUX_ONLY) ?? assert.fail(),
      code: '123456',
      address: 'https://help.example.org',
    }),
  '/no-program': () =>
    connectPage({ ...connect, applets: { ...LINUX_ONLY, linux: 'none' }, mayBeLong: true }),
  '/message': () => messagePage({ organisation: 'Helpdesk', title: 'Not found', text: 'Gone.', status: 404 }),
  '/journey': () => journeyAt({}),
  '/journey/mac': () => journeyAt({ device: { kind: 'computer', system: 'macos', browser: 'safari' } }),
  '/journey/phone': () => journeyAt({ device: PHONE }),
  '/journey/unknown': () => journeyAt({ device: { kind: 'unknown' }, applets: ALL_READY }),
  '/journey/invitation': () => journeyAt({ arrival: 'invitation', device: LINUX_FIREFOX }),
  '/journey/preparing': () => journeyAt({ applets: PREPARING }),
};

function pageAt(path: string, chosen: string | null): string {
  if (chosen !== null && isGuideId(chosen)) {
    const { system } = GUIDES[chosen];
    return journeyAt({ applets: ALL_READY, chosen, device: { kind: 'computer', system, browser: 'other' } });
  }
  return (VIEWS[path] ?? (() => journeyAt({})))();
}

function journeyAt(change: Partial<JourneyView>): string {
  return journeyPage({
    ...JOURNEY,
    pageUrl: '/journey',
    step,
    startDownload: step === 'download',
    ...change,
  });
}

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  origin = `http://127.0.0.1:${address.port}`;
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

async function opened(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  await page.goto(origin + path);
  return page;
}

for (const javaScriptEnabled of [true, false]) {
  test(`[PAGE-2] [PAGE-3] the download starts at once and the page follows, scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    step = 'download';
    downloads = 0;
    const page = await browser.newPage({ javaScriptEnabled });
    const download = page.waitForEvent('download');
    await page.goto(`${origin}/journey`);
    assert.equal((await download).suggestedFilename(), FILE);
    await page.locator('li[aria-current="step"]', { hasText: 'Run' }).waitFor();
    step = 'active';
    await page.getByRole('heading', { name: 'Continue in the support program’s window' }).waitFor();
    assert.equal(await page.locator('#status').textContent(), 'Anna is here.');
    assert.equal(downloads, 1);
    await page.close();
  });
}

test('[PAGE-2] the copy button puts the line on the clipboard', async () => {
  step = 'downloaded';
  const page = await opened('/journey', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.equal(copied, 'sh ~/*/Support-Throwline-def.run');
  await page.close();
});

const PATHS = [...Object.keys(VIEWS), ...GUIDE_IDS.map((id) => `/journey?steps=${id}`)];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, options } of [
    { name: 'full size', options: {} },
    // 640 pixels at 200 % are 320 CSS pixels, with pictures drawn at twice their size (WCAG 1.4.10).
    { name: '320 px wide, 200 %', options: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 } },
  ]) {
    test(`[PAGE-7] [IDENTITY-1] every page is accessible, ${colorScheme}, ${name}`, async () => {
      step = 'downloaded';
      const page = await browser.newPage({ colorScheme, bypassCSP: true, ...options });
      for (const path of PATHS) {
        await page.goto(origin + path);
        await page.evaluate(axe.source);
        const found = await page.evaluate(
          `axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))`,
        );
        assert.deepEqual(found, [], path);
        assert.deepEqual((await drawnEdges(page)).faint, [], path);
        const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok(Number(wide) <= 0, `${path} does not scroll sideways (${String(wide)})`);
        const broken = await page.evaluate(
          `[...document.images].filter((i) => i.naturalWidth === 0).map((i) => i.src)`,
        );
        assert.deepEqual(broken, [], path);
      }
      await page.close();
    });
  }
}

test('[PAGE-9] the steps of another browser are one click away, without scripts', async () => {
  step = 'downloaded';
  const page = await opened('/journey/unknown', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Firefox on Windows' }).click();
  await page.getByText('In the Downloads box, double-click').waitFor();
  await page.getByRole('link', { name: 'Safari on macOS' }).click();
  await page.getByRole('heading', { name: 'Run the support program' }).waitFor();
  assert.match(page.url(), /\?steps=macos-safari$/);
  await page.close();
});
