import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sameRect } from '../geometry.ts';
import { waitFor } from '../linux/testing/wait-for.ts';
import type { InputEvent, Rect } from '../platform.ts';
import type { SeenMessage } from './testing/guest-window.ts';
import { type GuestDesk, type GuestWindow, startDesk } from './testing/guests.ts';
import { openWindow, picture } from './testing/seen.ts';

/** The window that is out of reach, and one of the customer's own beside it. */
const GUARDED = { x: 600, y: 100, width: 200, height: 200 };
const OTHER = { x: 100, y: 100, width: 300, height: 300 };

let desk: GuestDesk;
let guarded: GuestWindow;
let other: GuestWindow;
before(async () => {
  desk = await startDesk();
  guarded = await openWindow(desk, GUARDED, 'ff01fe');
  other = await openWindow(desk, OTHER, '204060');
  await desk.calls.protect({ kind: 'processes', roots: [guarded.processId] });
  await click(200, 200, 'done');
});
beforeEach(async () => {
  await desk.calls.releaseAll();
  // What was done with mouse and keyboard in the test before may come between, and lead the click or the key elsewhere.
  await waitFor('the keyboard', async () => {
    await desk.calls.injectAll([point(200, 200, 1), point(200, 200, 0)]);
    return (await desk.calls.inject(STOP)) === 'done' && hasStop(await other.calls.takeMessages());
  });
  await settled();
  await other.calls.takeMessages();
  await guarded.calls.takeMessages();
});
after(() => desk[Symbol.asyncDispose]());

const point = (x: number, y: number, buttons: number): InputEvent => ({ kind: 'pointer', x, y, buttons });
const A: InputEvent = { kind: 'character', codepoint: 0x61 };
const STOP: InputEvent = { kind: 'character', codepoint: 0x2e };

async function click(x: number, y: number, expected: string): Promise<void> {
  const outcomes = await desk.calls.injectAll([point(x, y, 1), point(x, y, 0)]);
  assert.deepEqual(outcomes, [expected, expected]);
}

/**
 * The customer takes the pointer onto the window, and the display has told of it, to whom it tells such things, when this ends: in
 * Wine what it still had to tell would move the pointer in the midst of what is injected next.
 */
async function takeThePointer(x: number, y: number): Promise<void> {
  let quiet = 0;
  await waitFor('the pointer', async () => {
    const told = [...(await other.calls.takeMessages()), ...(await guarded.calls.takeMessages())];
    quiet = told.length === 0 ? quiet + 1 : 0;
    if (quiet < 5) return false;
    if ((await desk.calls.pointer()).x === x) return true;
    quiet = 0;
    await guarded.calls.pointTo(x, y);
    return false;
  });
}

const hasStop = (messages: readonly SeenMessage[]): boolean =>
  messages.some(({ name, wParam }) => name === 'char' && wParam === 0x2e);

/** Waits until what was injected before has arrived, and its window has the keyboard: by a key that only the other window can get. */
async function settled(): Promise<void> {
  await waitFor('the keyboard', async () => (await desk.calls.inject(STOP)) === 'done');
  await waitFor('the full stop', async () => hasStop(await other.calls.takeMessages()));
}

test('[GUARD-1] [GUARD-11] clicks, wheel and moves onto the window are refused, and reach nothing', async () => {
  await click(700, 200, 'refused-protected');
  await click(600, 100, 'refused-protected');
  await click(799, 299, 'refused-protected');
  await waitFor('the pointer', async () => (await desk.calls.pointer()).x === 200);
  await click(800, 300, 'done');
  await click(200, 200, 'done');
  await settled();
  assert.deepEqual(await guarded.calls.takeMessages(), []);
});

test('[GUARD-1] the wheel is refused when the customer has moved the pointer there', async () => {
  await takeThePointer(700, 200);
  assert.equal(await desk.calls.inject({ kind: 'wheel', columns: 0, rows: 1 }), 'refused-protected');
  const seen = await guarded.calls.takeMessages();
  assert.deepEqual(
    seen.filter(({ name }) => name !== 'mousemove'),
    [],
  );
});

test('[GUARD-3] keys, characters and shortcuts are refused while it has the keyboard; letting go is not', async () => {
  const shift = (down: boolean): InputEvent => ({ kind: 'key', key: 'ShiftLeft', down });
  assert.equal(await desk.calls.inject(shift(true)), 'done');
  await guarded.calls.toFront();
  await waitFor('the refusal', async () => (await desk.calls.inject(A)) === 'refused-protected');
  await guarded.calls.takeMessages();
  assert.equal(await desk.calls.inject({ kind: 'key', key: 'Enter', down: true }), 'refused-protected');
  assert.equal(await desk.calls.inject({ kind: 'chord', codepoint: 0x79, down: true }), 'refused-protected');
  assert.equal(await desk.calls.inject(shift(false)), 'done');
  const seen = await waitFor('the key’s going up', async () => {
    const messages = await guarded.calls.takeMessages();
    return messages.some(({ name }) => name === 'keyup') && messages;
  });
  assert.deepEqual(
    seen.filter(({ name }) => name !== 'keyup'),
    [],
  );
});

test('[GUARD-4] a key that is held when it gets the keyboard types nothing into it', async () => {
  assert.equal(await desk.calls.inject({ kind: 'key', key: 'Enter', down: true }), 'done');
  await guarded.calls.toFront();
  await waitFor('the refusal', async () => (await desk.calls.inject(A)) === 'refused-protected');
  assert.equal(await desk.calls.inject({ kind: 'key', key: 'Enter', down: true }), 'refused-protected');
  await desk.calls.releaseAll();
  await waitFor('the key’s going up', async () => {
    const messages = await guarded.calls.takeMessages();
    assert.ok(messages.every(({ name }) => name === 'keyup'));
    return messages.length > 0;
  });
});

test('[GUARD-6] what is dragged cannot be dropped on it', async () => {
  assert.equal(await desk.calls.inject(point(210, 210, 1)), 'done');
  assert.equal(await desk.calls.inject(point(700, 200, 1)), 'refused-protected');
  // The customer takes the mouse there while the technician holds the button.
  await takeThePointer(700, 200);
  await desk.calls.releaseAll();
  await waitFor('the pointer’s going back', async () => (await desk.calls.pointer()).x === 210);
  await waitFor('the button’s going up', async () =>
    (await other.calls.takeMessages()).some(({ name }) => name === 'leftup'),
  );
  assert.deepEqual(
    (await guarded.calls.takeMessages()).filter(({ name }) => name !== 'mousemove'),
    [],
  );
});

test('[GUARD-7] while it has caught the mouse, input is refused everywhere', async () => {
  await guarded.calls.toFront();
  await guarded.calls.holdMouse(true);
  await waitFor('the refusal', async () => {
    const outcome = await desk.calls.inject(point(220, 220, 0));
    return outcome === 'refused-protected';
  });
  await guarded.calls.holdMouse(false);
  await waitFor('the end of it', async () => (await desk.calls.inject(point(221, 221, 0))) === 'done');
});

test('[SIGHT-3] [SIGHT-5] once something is granted it is a strip, and what is done to that is undone', async () => {
  const everything = { x: 0, y: 0, width: 1280, height: 800 };
  const strip = { x: 360, y: 0, width: 560, height: 105 };
  const isThere = async (rect: Rect): Promise<boolean> =>
    (await picture(desk, everything)).masks.some((mask) => sameRect(mask, rect));
  await desk.calls.mind({ kind: 'processes', roots: [guarded.processId] });
  await desk.calls.stand('strip');
  await waitFor('the strip', () => isThere(strip));
  await other.calls.move({ x: 300, y: 0, width: 300, height: 300 });
  await other.calls.toFront();
  await guarded.calls.move({ ...strip, y: 400 });
  await waitFor('its old place', () => isThere(strip));
  await desk.calls.takeSights();
  await guarded.calls.minimise();
  const sights: boolean[] = [];
  await waitFor('it to be gone and back', async () => {
    sights.push(...(await desk.calls.takeSights()));
    return sights.includes(false) && sights.at(-1) === true;
  });
  await waitFor('the strip', () => isThere(strip));
  await desk.calls.stand('free');
  await desk.calls.callCustomer('message');
  await waitFor('the whole window', async () =>
    (await picture(desk, everything)).masks.some(({ width, height }) => width === 420 && height === 720),
  );
  await other.calls.move(OTHER);
  await guarded.calls.move(GUARDED);
});

test('[GUARD-10] [GUARD-11] what the window’s program starts is out of reach too; without both, input is refused', async () => {
  const child = await desk.window(guarded);
  await child.calls.open({ x: 850, y: 100, width: 100, height: 100 }, 0xff01fe, 255);
  await waitFor('the refusal', async () => {
    return (await desk.calls.inject(point(900, 150, 0))) === 'refused-protected';
  });
  await desk.calls.endProgram(guarded.processId);
  await waitFor('their end', async () => (await desk.calls.inject(A)) === 'refused-unidentified');
  assert.equal(await desk.calls.inject(point(200, 200, 0)), 'refused-unidentified');
  await desk.calls.protect({ kind: 'none' });
  assert.equal(await desk.calls.inject(point(201, 200, 0)), 'done');
});
