import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Consent, NO_CONSENT, type Permission, requestId, technicianId } from '@throwline/protocol';
import type { OwnWindow } from '../platform/own-window.ts';
import { WindowMinder } from './window-minder.ts';

const id = (letter: string) => requestId.parse(letter.repeat(26));
const technician = { id: technicianId.parse('t'.repeat(26)), name: 'Anna' };

function granted(...permissions: Permission[]): Consent {
  return {
    grants: permissions.map((permission) => ({ permission, requestId: id('a'), grantedAt: 1 })),
    prompts: [],
  };
}

function asking(consent: Consent, letter = 'b'): Consent {
  const prompt = {
    requestId: id(letter),
    technician,
    permissions: ['control-input'],
    requestedAt: 1,
  } as const;
  return { ...consent, prompts: [prompt] };
}

/** The minder with a desktop that notes what it is asked for. */
function minded() {
  const done: string[] = [];
  let sees: (isInSight: boolean) => void = () => undefined;
  const window: OwnWindow = {
    protect: () => undefined,
    stand: (stance) => done.push(stance),
    scale: ({ ratio, text }) => done.push(`scale ${ratio}×${text}`),
    dock: (edge) => done.push(`dock ${edge}`),
    call: (reason) => done.push(`call ${reason}`),
    endCall: () => done.push('calm'),
    listen: (sight) => {
      sees = sight;
    },
    close: () => undefined,
  };
  const sights: boolean[] = [];
  const shapes: string[] = [];
  const minder = new WindowMinder({
    shape: (shape) => shapes.push(shape),
    tell: (update) => done.push(update.type),
    sight: (isInSight) => sights.push(isInSight),
  });
  minder.manage(window);
  const take = (): string[] => done.splice(0);
  take();
  return { minder, take, sights, shape: () => shapes.at(-1), see: (isInSight: boolean) => sees(isInSight) };
}

test('[SIGHT-3] whole until something is granted and while a question is open; a strip otherwise', () => {
  const { minder, take, shape } = minded();
  minder.consentChanged(asking(NO_CONSENT));
  assert.deepEqual([take(), shape()], [['asking', 'call question', 'call'], 'whole']);
  minder.consentChanged(granted('view-screen'));
  assert.deepEqual([take(), shape()], [['strip', 'calm'], 'strip']);
  minder.consentChanged(asking(granted('view-screen'), 'c'));
  assert.deepEqual([take(), shape()], [['kept', 'call question', 'call'], 'whole']);
  minder.consentChanged(granted('view-screen', 'control-input'));
  assert.deepEqual([take(), shape()], [['strip', 'calm'], 'strip']);
  minder.consentChanged(NO_CONSENT);
  assert.deepEqual([take(), shape()], [['free'], 'whole']);
});

test('[SIGHT-3] the customer opens the strip and makes it small again; the next Yes begins anew', () => {
  const { minder, take, shape } = minded();
  minder.request({ type: 'open-whole' });
  minder.consentChanged(granted('view-screen'));
  assert.equal(shape(), 'strip', 'what was pressed before counts for nothing');
  minder.request({ type: 'open-whole' });
  assert.equal(shape(), 'opened');
  minder.consentChanged(asking(granted('view-screen')));
  minder.consentChanged(granted('view-screen', 'control-input'));
  assert.equal(shape(), 'opened', 'it stays open after a question');
  minder.request({ type: 'make-small' });
  assert.equal(shape(), 'strip');
  minder.request({ type: 'open-whole' });
  minder.consentChanged(NO_CONSENT);
  minder.consentChanged(granted('view-screen'));
  assert.equal(shape(), 'strip');
  take();
  minder.request({ type: 'dock', edge: 'bottom' });
  minder.request({ type: 'scale', ratio: 2 });
  minder.request({ type: 'preferences', preferences: { fontSize: 150, sound: true } });
  assert.deepEqual(take(), ['dock bottom', 'scale 2×1', 'scale 2×1.5']);
});

test('[SIGHT-1] a question calls once, a message each time', () => {
  const { minder, take } = minded();
  minder.consentChanged(asking(NO_CONSENT));
  take();
  minder.consentChanged(asking(NO_CONSENT));
  assert.deepEqual(take(), ['asking']);
  minder.messageCame();
  minder.messageCame();
  assert.deepEqual(take(), ['call message', 'call', 'call message', 'call']);
});

test('[SIGHT-5] whether the window is in sight is told on', () => {
  const { sights, see } = minded();
  see(false);
  see(true);
  assert.deepEqual(sights, [false, true]);
});

test('[SIGHT-8] where the window cannot be told apart it stays whole, and still calls', () => {
  const shapes: string[] = [];
  const told: string[] = [];
  const minder = new WindowMinder({
    shape: (shape) => shapes.push(shape),
    tell: ({ type }) => told.push(type),
    sight: () => undefined,
  });
  minder.consentChanged(asking(NO_CONSENT));
  minder.consentChanged(granted('view-screen'));
  minder.request({ type: 'open-whole' });
  assert.deepEqual([[...new Set(shapes)], told], [['whole'], ['call']]);
});
