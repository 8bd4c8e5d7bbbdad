import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectPage } from './connect-page.ts';
import type { CustomerDevice } from './device.ts';
import { GUIDE_IDS, GUIDES, type GuideId } from './guides.ts';
import { journeyPage } from './journey-page.ts';
import { offerFor } from './offer.ts';
import { ALL_READY, JOURNEY, LINUX_ONLY } from './testing/views.ts';

/** The steps on the page as text, in order; what is marked as a label or button stands in square brackets. */
function stepsOn(chosen: GuideId): string[] {
  const page = journeyPage({ ...JOURNEY, applets: ALL_READY, chosen });
  const list = /<ol class="guide">(.*?)<\/ol>/s.exec(page)?.[1] ?? '';
  return list
    .split('<li>')
    .slice(1)
    .map((step) =>
      step
        .replace(/<(strong|em)[^>]*>/g, '[')
        .replace(/<\/(strong|em)>/g, ']')
        .replace(/<[^>]+>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}

/** The guide's last two steps, the same in each of its parts. */
const LAST = [
  'Once the support program is running, wait for Anna to activate your session.',
  'You may be asked to give Anna permission to perform certain actions. Click [Yes] to grant permissions, or [No] to deny.',
];
const EXE = '[Support-Throwline-def.exe]';

test('[PAGE-9] Windows with Internet Explorer: Run, Run, as the guide says', () => {
  const steps = stepsOn('windows-ie');
  assert.equal(
    steps[0],
    `You are asked to download ${EXE}. Click [Run] to download it. The download should take about 15 to 30 seconds.`,
  );
  assert.equal(steps[1], 'Click [Run] to execute the support program.');
  assert.deepEqual(steps.slice(-2), LAST);
});

test('[PAGE-9] Windows with Firefox: Save File, the Downloads box, OK, Run, as the guide says', () => {
  const steps = stepsOn('windows-firefox');
  assert.equal(steps[0], `You are asked to download ${EXE}. Click [Save File] to download it.`);
  assert.match(
    steps[1] ?? '',
    /^In the Downloads box, double-click \[Support-Throwline-def\.exe\]\..* Ctrl \+ J\.$/,
  );
  assert.equal(steps[2], 'Click [OK] if prompted to [Open Executable File].');
  assert.equal(
    steps[3],
    'You are asked [Do you want to run this file?] Click [Run] to execute the support program.',
  );
  assert.deepEqual(steps.slice(-2), LAST);
});

test('[PAGE-9] every guide names its own file and no other, and ends alike', () => {
  for (const id of GUIDE_IDS) {
    const { system } = GUIDES[id];
    assert.deepEqual(stepsOn(id).slice(-2), LAST, id);
    const page = journeyPage({ ...JOURNEY, applets: ALL_READY, chosen: id });
    const files = new Set(page.match(/Support-Throwline-def\.\w+/g));
    assert.deepEqual([...files], [JOURNEY.fileNames[system]], id);
  }
});

test('[PAGE-9] a system without a program on this server has neither steps nor links', () => {
  for (const chosen of GUIDE_IDS.filter((id) => GUIDES[id].system !== 'linux')) {
    const { system } = GUIDES[chosen];
    for (const page of [
      journeyPage({ ...JOURNEY, chosen }),
      journeyPage({ ...JOURNEY, device: { kind: 'computer', system, browser: 'firefox' } }),
    ]) {
      assert.doesNotMatch(page, /steps=(windows|macos)|\.exe|\.zip/, chosen);
    }
  }
});

test('[PAGE-9] a program that is being prepared is waited for', () => {
  const device: CustomerDevice = { kind: 'computer', system: 'windows', browser: 'firefox' };
  const applets = { ...LINUX_ONLY, windows: 'preparing' } as const;
  assert.deepEqual(offerFor(device, applets, undefined), { kind: 'preparing', system: 'windows' });
  assert.deepEqual(offerFor(device, { ...applets, windows: 'ready' }, undefined), {
    kind: 'steps',
    guide: 'windows-firefox',
    automatic: true,
  });
});

test('[PAGE-9] steps chosen for another system than one’s own start no download by themselves', () => {
  const page = journeyPage({ ...JOURNEY, applets: ALL_READY, chosen: 'windows-edge' });
  assert.doesNotMatch(page, /<iframe/);
  assert.match(page, /<a class="button" href="\/connect\/abc\/Support-Throwline-def\.exe"/);
});

const UNSUITED: readonly (readonly [CustomerDevice, RegExp])[] = [
  [{ kind: 'unsuited', why: 'phone', name: 'a phone or tablet' }, /needs a computer/],
  [
    { kind: 'unsuited', why: 'processor', name: 'Linux on an ARM processor' },
    /64-bit Intel or AMD processor/,
  ],
  [{ kind: 'unsuited', why: 'too-old', name: 'an older Windows' }, /Windows 10 or later/],
  [{ kind: 'unsuited', why: 'other-system', name: 'Chrome OS' }, /You seem to be using Chrome OS/],
];

test('[PAGE-10] where no program can run the page says what is possible and offers no file, before and after the code', () => {
  for (const [device, words] of UNSUITED) {
    const after = journeyPage({ ...JOURNEY, device, applets: ALL_READY });
    assert.match(after, words);
    assert.match(after, /ask for\s+a new code and type it there, on this site/);
    assert.doesNotMatch(after, /<iframe| download=|Support-Throwline-def/);
    const before = connectPage({ organisation: 'Helpdesk', device, applets: ALL_READY });
    assert.match(before, words);
    assert.match(before, /Open this page on the computer\s+that needs help/);
  }
});

test('[PAGE-9] where the computer cannot be told, the customer chooses', () => {
  const page = journeyPage({ ...JOURNEY, device: { kind: 'unknown' }, applets: ALL_READY });
  assert.match(page, /Which computer are you using\?/);
  for (const id of GUIDE_IDS) assert.ok(page.includes(`href="/connect/abc?steps=${id}"`), id);
  assert.doesNotMatch(page, /<iframe|Support-Throwline-def/);
});
