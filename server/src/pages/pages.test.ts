import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '@throwline/protocol';
import { loadPageAssets } from './assets.ts';
import { type ConnectView, connectPage } from './connect-page.ts';
import type { CustomerDevice } from './device.ts';
import { GUIDE_IDS } from './guides.ts';
import { type JourneyStep, journeyPage } from './journey-page.ts';
import { messagePage } from './message-page.ts';
import { runLine } from './run-line.ts';
import { ALL_READY, JOURNEY, LINUX_FIREFOX, LINUX_ONLY } from './testing/views.ts';

const HOSTILE = `"><img src=x onerror=alert(1)>'`;
const connect: ConnectView = { organisation: 'Helpdesk', device: LINUX_FIREFOX, applets: LINUX_ONLY };
const journey = JOURNEY;
const PREPARING = { ...LINUX_ONLY, linux: 'preparing' } as const;
const WINDOWS: CustomerDevice = { kind: 'computer', system: 'windows', browser: 'edge' };

test('[PAGE-1] the box and the button bear the names that the guide gives them', () => {
  const page = connectPage(connect);
  assert.match(page, /<label for="code">Enter your 6-digit code<\/label>/);
  assert.match(page, /<button type="submit" class="primary">Start Download<\/button>/);
  assert.match(page, /<form method="post" action="\/"/);
  assert.match(page, /<h1>Support Connection<\/h1>/);
});

test('[PAGE-4] an error says what to do next, is tied to the box, and what was typed stays', () => {
  const page = connectPage({ ...connect, typed: '12 34', error: 'code-malformed' });
  assert.ok(page.includes(ERRORS['code-malformed'].message));
  assert.match(page, /value="12 34"/);
  assert.match(page, /aria-describedby="code-error code-hint" aria-invalid="true"/);
  assert.match(page, /id="code-error"/);
});

test('[PAGE-6] what comes from outside stays text on every page', () => {
  const pages = [
    connectPage({ ...connect, organisation: HOSTILE, typed: HOSTILE, error: 'code-invalid' }),
    journeyPage({ ...journey, organisation: HOSTILE, technicianName: HOSTILE }),
    journeyPage({ ...journey, organisation: HOSTILE, technicianName: HOSTILE, applets: PREPARING }),
    journeyPage({ ...journey, organisation: HOSTILE, technicianName: HOSTILE, arrival: 'invitation' }),
    messagePage({ organisation: HOSTILE, title: HOSTILE, text: HOSTILE, status: 404 }),
  ];
  for (const page of pages) {
    assert.ok(!page.includes('<img src=x'));
    assert.ok(page.includes('&lt;img src=x'));
  }
});

test('[PAGE-5] no page has an inline script, an inline style or anything of another site', () => {
  const steps: JourneyStep[] = ['download', 'downloaded', 'waiting', 'active', 'closed'];
  const pages = [
    connectPage(connect),
    messagePage({ organisation: 'Helpdesk', title: 'Not found', text: 'Gone.', status: 404 }),
    ...steps.map((step) => journeyPage({ ...journey, step })),
  ];
  for (const page of pages) {
    assert.doesNotMatch(page, /<script(?! src="\/)/);
    assert.doesNotMatch(page, /<style| style=| on\w+=/);
    assert.doesNotMatch(page, /https?:/);
  }
});

test('[PAGE-2] the download starts by itself once, and only where the program can run', () => {
  assert.match(journeyPage(journey), /<iframe hidden src="\/connect\/abc\/Support-Throwline-def\.run"/);
  for (const change of [
    { startDownload: false },
    { device: WINDOWS },
    { applets: PREPARING },
    { step: 'active' },
  ] as const)
    assert.doesNotMatch(journeyPage({ ...journey, ...change }), /<iframe/);
});

test('[PAGE-2] the line to paste runs the file from the downloads folder', () => {
  assert.equal(runLine('Support-Throwline-def.run'), 'sh ~/*/Support-Throwline-def.run');
  for (const name of ['a b', '$(id)', '../x', "a'b", '', '-rf'])
    assert.throws(() => runLine(name), RangeError);
});

test('[PAGE-2] other systems are told honestly that they cannot be helped yet', () => {
  const page = journeyPage({ ...journey, device: { kind: 'computer', system: 'macos', browser: 'safari' } });
  assert.match(page, /You seem to be using macOS/);
  assert.match(page, /Linux computers with an X11\s+desktop only/);
});

test('[PAGE-3] the present step is marked, and the page follows without scripts until the end', () => {
  const present = (step: JourneyStep): string | undefined =>
    /aria-current="step">.*?class="step-name">([^<]+)/.exec(journeyPage({ ...journey, step }))?.[1];
  assert.equal(present('download'), 'Download');
  assert.equal(present('downloaded'), 'Run');
  assert.equal(present('waiting'), 'Technician connects');
  assert.equal(present('active'), 'Technician connects');
  assert.equal(present('closed'), undefined);
  const refresh = /<noscript><meta http-equiv="refresh" content="5"><\/noscript>/;
  assert.match(journeyPage({ ...journey, step: 'waiting' }), refresh);
  assert.doesNotMatch(journeyPage({ ...journey, step: 'closed' }), /http-equiv="refresh"/);
});

test('[PAGE-3] while the program is being prepared the page reloads by itself, scripts or not', () => {
  const page = journeyPage({ ...journey, applets: PREPARING });
  assert.match(page, /<noscript><meta http-equiv="refresh" content="5"><\/noscript>/);
  assert.match(page, /data-reload-after="5000"/);
  assert.match(page, /is being prepared/);
});

test('[PAGE-5] a path that leads to another site is refused', () => {
  assert.throws(() => journeyPage({ ...journey, pageUrl: '//evil.example' }), RangeError);
  assert.throws(() => journeyPage({ ...journey, pageUrl: 'javascript:alert(1)' }), RangeError);
});

test('[PAGE-5] every file that a page loads is among the assets', () => {
  const assets = loadPageAssets();
  const guides = GUIDE_IDS.map((chosen) => journeyPage({ ...journey, applets: ALL_READY, chosen })).join('');
  const pages = connectPage(connect) + guides;
  const named = [...pages.matchAll(/"\/assets\/([^"]+)"/g)].map((match) => match[1] ?? '');
  for (const name of named) assert.ok(assets.has(name), name);
  const unused = [...assets.keys()].filter((name) => !named.includes(name));
  assert.deepEqual(unused, ['wordmark.svg']);
});

test('[INVITATION-2] a link’s download starts on each visit, also after a mail scanner’s', () => {
  const visit = { ...journey, arrival: 'invitation' } as const;
  for (const step of ['download', 'downloaded'] as const)
    assert.match(journeyPage({ ...visit, step }), /<iframe hidden src=/);
  for (const step of ['waiting', 'active', 'closed'] as const)
    assert.doesNotMatch(journeyPage({ ...visit, step }), /<iframe/);
  assert.ok(journeyPage(visit).includes(`content="5;url=${visit.pageUrl}"`));
  const preparing = journeyPage({ ...visit, applets: PREPARING });
  assert.match(
    preparing,
    /http-equiv="refresh" content="5"/,
    'the same address, so that the download starts then',
  );
  assert.doesNotMatch(preparing, /Your code/);
});
