import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromScreen, ToScreen } from './screen-messages.ts';
import { ScreenService } from './screen-service.ts';

function setUp({ startsEarly = true } = {}) {
  const sent: ToScreen[] = [];
  const told: string[] = [];
  let say: (message: FromScreen) => void = () => undefined;
  let started = 0;
  let ended = 0;
  const service = new ScreenService(
    () => {
      started += 1;
      return {
        post: (message) => sent.push(message),
        listen: (listener) => {
          say = listener;
        },
        end: async () => {
          ended += 1;
        },
      };
    },
    {
      frame: (peer, type, payload) => told.push(`${peer} ${type} ${payload.length}`),
      failed: (peers, message) => told.push(`failed ${peers.join()} ${message}`),
    },
    startsEarly,
  );
  const frame = (viewer: number, view: number): FromScreen => ({
    type: 'frame',
    viewer,
    view,
    frame: 'screen-update',
    payload: new Uint8Array(3),
  });
  return {
    service,
    sent,
    told,
    say: (message: FromScreen) => say(message),
    frame,
    counts: () => [started, ended],
  };
}

test('[CONSENT-3] what was on its way of a view that is over goes nowhere', () => {
  const { service, told, say, frame } = setUp();
  service.view(2, 0, 2);
  say(frame(2, 1));
  assert.equal(service.stop(2), true);
  assert.equal(service.stop(2), false);
  say(frame(2, 1));
  service.view(2, 0, 2);
  say(frame(2, 1));
  assert.deepEqual(told, ['2 screen-update 3']);
  say(frame(2, 2));
  assert.equal(told.length, 2);
});

test('the thread starts with the first view and knows whom to protect', () => {
  const { service, sent, counts } = setUp();
  service.protect({ kind: 'processes', roots: [1] });
  assert.deepEqual(counts(), [0, 0]);
  service.view(2, 5, 2);
  assert.deepEqual(sent, [
    { type: 'protect', processes: { kind: 'processes', roots: [1] } },
    { type: 'view', viewer: 2, view: 1, monitor: 5, version: 2, shapes: 0 },
  ]);
});

test('a thread that fell over is replaced with the next view', () => {
  const { service, told, say, counts } = setUp();
  service.view(2, 0, 2);
  service.view(3, 0, 2);
  say({ type: 'failed', code: 'unknown', message: 'fell over' });
  assert.deepEqual(told, ['failed 2,3 fell over']);
  assert.deepEqual(service.viewers, []);
  service.view(2, 0, 2);
  assert.deepEqual(counts(), [2, 1]);
});

test('the shown region is known until the view ends', () => {
  const { service, say } = setUp();
  const area = { x: 1, y: 2, width: 3, height: 4 };
  service.view(2, 0, 2);
  say({ type: 'shown-area', viewer: 2, view: 1, area });
  assert.deepEqual(service.shownArea(2), area);
  service.stop(2);
  assert.equal(service.shownArea(2), undefined);
});

test('[VIEW-8] of what a console wishes while the screen is busy only the newest is kept', () => {
  const { service, sent, say } = setUp();
  for (let n = 0; n < 1000; n += 1) service.view(2, n % 3, 2);
  service.view(2, 7, 2);
  service.view(3, 1, 2);
  assert.deepEqual(sent, [
    { type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 },
    { type: 'view', viewer: 3, view: 1002, monitor: 1, version: 2, shapes: 0 },
  ]);
  sent.length = 0;
  say({ type: 'view-taken', viewer: 2 });
  say({ type: 'view-taken', viewer: 3 });
  say({ type: 'view-taken', viewer: 2 });
  assert.deepEqual(sent, [{ type: 'view', viewer: 2, view: 1001, monitor: 7, version: 2, shapes: 0 }]);
});

test('[VIEW-8] stopping and viewing in turns piles nothing up either; the last word counts', () => {
  const { service, sent, say } = setUp();
  for (let n = 0; n < 1000; n += 1) {
    service.view(2, 0, 2);
    service.stop(2);
  }
  assert.equal(sent.length, 1);
  say({ type: 'view-taken', viewer: 2 });
  assert.deepEqual(sent.slice(1), [{ type: 'stop', viewer: 2 }]);
  service.view(2, 4, 2);
  say({ type: 'view-taken', viewer: 2 });
  assert.deepEqual(sent.slice(2), [
    { type: 'view', viewer: 2, view: 1001, monitor: 4, version: 2, shapes: 0 },
  ]);
});

test('[VIEW-7] after a view that failed the next one is asked for', () => {
  const { service, sent, say, told } = setUp();
  service.view(2, 0, 2);
  say({ type: 'failed', code: 'display-gone', message: 'gone' });
  say({ type: 'view-taken', viewer: 2 });
  assert.deepEqual(told, ['failed 2 gone']);
  sent.length = 0;
  service.view(2, 0, 2);
  assert.deepEqual(sent, [{ type: 'view', viewer: 2, view: 2, monitor: 0, version: 2, shapes: 0 }]);
});

test('[VIEW-7] the thread is loaded ahead of the first view and asked nothing; not where it must start with it', () => {
  const early = setUp();
  early.service.prepare();
  early.service.prepare();
  assert.deepEqual(early.counts(), [1, 0]);
  assert.deepEqual(early.sent, []);
  early.service.view(2, 0, 2);
  assert.deepEqual(early.counts(), [1, 0]);

  const late = setUp({ startsEarly: false });
  late.service.prepare();
  assert.deepEqual(late.counts(), [0, 0]);
});
