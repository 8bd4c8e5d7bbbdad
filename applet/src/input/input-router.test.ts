import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputEvent, InputOutcome, InputSink, ProtectedProcesses } from '../platform/platform.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { InputRouter } from './input-router.ts';

class FakeSink implements InputSink {
  readonly done: (InputEvent | 'release' | 'close')[] = [];
  outcome: InputOutcome = 'done';
  protected: ProtectedProcesses | undefined;
  /** Held back until it is let go. */
  held: ((outcome: InputOutcome) => void)[] | undefined;

  protect(processes: ProtectedProcesses): void {
    this.protected = processes;
  }
  inject(event: InputEvent): Promise<InputOutcome> {
    this.done.push(event);
    const { held } = this;
    if (held === undefined) return Promise.resolve(this.outcome);
    return new Promise((resolve) => held.push(resolve));
  }
  releaseAll(): void {
    this.done.push('release');
  }
  close(): void {
    this.done.push('close');
  }
}

function setUp() {
  const clock = new FakeClock();
  const sink = new FakeSink();
  const told: string[] = [];
  const router = new InputRouter({
    openSink: () => sink,
    shownArea: (peer) => (peer === 9 ? undefined : { x: 100, y: 50, width: 10, height: 10 }),
    tell: (peer, state) => told.push(`${peer} ${state}`),
    tellHands: (peer, news) => told.push(`${peer} ${news}`),
    handedOver: () => told.push('handed over'),
    monotonic: () => clock.monotonic(),
  });
  return { clock, router, sink, told, settled: () => new Promise((resolve) => setImmediate(resolve)) };
}

const pointer = (x: number, buttons = 0) => ({ type: 'pointer', x, y: 1, buttons }) as const;

test('[CONTROL-1] acts come out in the order they came, pointers moved by the shown region', () => {
  const { router, sink } = setUp();
  router.act(2, pointer(5, 1), 'pass');
  router.act(2, { type: 'wheel', dx: 1, dy: -2 }, 'pass');
  router.act(2, { type: 'key', key: 1, down: true }, 'pass');
  router.act(2, { type: 'character', codePoint: 0x1f600 }, 'pass');
  router.act(2, { type: 'chord', codePoint: 99, down: false }, 'pass');
  assert.deepEqual(sink.done, [
    { kind: 'pointer', x: 105, y: 51, buttons: 1 },
    { kind: 'wheel', columns: 1, rows: -2 },
    { kind: 'key', key: 'Enter', down: true },
    { kind: 'character', codepoint: 0x1f600 },
    { kind: 'chord', codepoint: 99, down: false },
  ]);
});

test('[CONSENT-1] what the gate has not passed never reaches the sink, and is told once', () => {
  const { router, sink, told } = setUp();
  router.act(2, pointer(1), 'not-granted');
  router.act(2, pointer(2), 'not-granted');
  router.act(2, pointer(2), 'question-open');
  router.announce(3, 'not-granted');
  router.announce(2, 'pass');
  assert.deepEqual(sink.done, []);
  assert.deepEqual(told, ['2 not-granted', '2 question-open', '2 allowed']);
});

test('a key without a name and a pointer of somebody who sees nothing are left out', () => {
  const { router, sink } = setUp();
  router.act(9, pointer(1), 'pass');
  router.act(2, { type: 'key', key: 9999, down: true }, 'pass');
  assert.deepEqual(sink.done, []);
});

test('[CONTROL-2] how an act went is told when it changes', async () => {
  const { router, sink, told, settled } = setUp();
  for (const outcome of [
    'done',
    'refused-protected',
    'refused-invalid',
    'done',
    'refused-unidentified',
  ] as const) {
    sink.outcome = outcome;
    router.act(2, pointer(1), 'pass');
    await settled();
  }
  assert.deepEqual(told, ['2 allowed', '2 over-own-window', '2 allowed', '2 unavailable']);
});

test('[CONTROL-2] letting go of a key, which is never refused, does not say that control is back', async () => {
  const { router, sink, told, settled } = setUp();
  sink.outcome = 'refused-protected';
  router.act(2, { type: 'key', key: 1, down: true }, 'pass');
  router.act(2, { type: 'chord', codePoint: 97, down: true }, 'pass');
  await settled();
  sink.outcome = 'done';
  router.act(2, { type: 'chord', codePoint: 97, down: false }, 'pass');
  router.act(2, { type: 'key', key: 1, down: false }, 'pass');
  await settled();
  assert.deepEqual(told, ['2 over-own-window']);
});

test('[CONSOLE-5] whoever has acted and goes lets go of everything; whoever has not, of nothing', () => {
  const { router, sink } = setUp();
  router.act(2, pointer(1, 1), 'pass');
  router.releaseOf(3);
  assert.equal(sink.done.length, 1);
  router.forget(2);
  router.forget(2);
  assert.deepEqual(sink.done.slice(1), ['release']);
});

const pressed = (sink: FakeSink) =>
  sink.done.map((act) => (typeof act === 'object' && act.kind === 'pointer' ? act.buttons : act));

test('[CONTROL-3] one console acts at a time: who begins has it, what the other held goes up, both are told', () => {
  const { clock, router, sink, told } = setUp();
  router.act(2, pointer(1, 0b001), 'pass');
  router.act(3, pointer(2, 0b100), 'pass');
  // Going on with what it held is no beginning, and neither is letting go.
  router.act(2, pointer(3, 0b001), 'pass');
  router.act(2, pointer(3, 0), 'pass');
  router.act(3, pointer(4, 0), 'pass');
  assert.deepEqual(pressed(sink), [0b001, 'release', 0b100, 0]);
  assert.deepEqual(told, ['2 elsewhere', 'handed over']);
  clock.advance(1_000);
  router.act(2, { type: 'character', codePoint: 97 }, 'pass');
  assert.deepEqual(told.slice(2), ['3 elsewhere', '2 here', 'handed over']);
});

test('[CONTROL-3] two who type at once do not mix their letters', () => {
  const { clock, router, sink } = setUp();
  const type = (peer: number, letter: string) =>
    router.act(peer, { type: 'character', codePoint: letter.charCodeAt(0) }, 'pass');
  for (let index = 0; index < 10; index += 1) {
    type(2, 'a');
    if (index >= 3) type(3, 'b');
    clock.advance(300);
  }
  const letters = sink.done.map((act) =>
    typeof act === 'object' && act.kind === 'character' ? String.fromCodePoint(act.codepoint) : '|',
  );
  assert.equal(letters.join(''), `aaaa|${'b'.repeat(7)}`);
});

test('[CONTROL-3] of what one console holds nothing goes up when another lets go or leaves, and its turn then is free', () => {
  const { router, sink, told } = setUp();
  router.act(2, { type: 'key', key: 1, down: true }, 'pass');
  router.act(3, pointer(1), 'pass');
  router.releaseOf(3);
  router.forget(3);
  assert.equal(sink.done.length, 1);
  router.act(4, pointer(1), 'pass');
  router.forget(2);
  assert.deepEqual(sink.done.slice(1), ['release']);
  assert.deepEqual(told, ['3 elsewhere', '4 elsewhere', '4 here']);
});

test('[LINE-2] a button that was let go of here counts again only once it has been up', () => {
  const { router, sink } = setUp();
  router.act(2, pointer(1, 1), 'pass');
  router.letGoOf(2);
  router.act(2, pointer(5, 1), 'pass');
  router.act(2, pointer(6, 0), 'pass');
  router.act(2, pointer(6, 1), 'pass');
  assert.deepEqual(pressed(sink), [1, 'release', 0, 0, 1]);
  // Pressed while the customer is asked, and still held afterwards.
  router.act(2, pointer(6, 0), 'pass');
  router.act(2, pointer(7, 1), 'question-open');
  router.act(2, pointer(8, 1), 'pass');
  assert.equal(pressed(sink).at(-1), 0);
});

test('[CONTROL-4] more than can be carried out: moves are left out first, then everything is let go', () => {
  const { router, sink } = setUp();
  sink.held = [];
  for (let index = 0; index < 500; index += 1) router.act(2, pointer(index), 'pass');
  assert.equal(sink.done.length, 101);
  for (let index = 0; index < 2000; index += 1) router.act(2, { type: 'character', codePoint: 65 }, 'pass');
  assert.equal(sink.done.filter((act) => typeof act === 'object').length, 1001);
  assert.equal(sink.done.at(-1), 'release');
});

test('the customer’s own window is protected whenever the sink opens', () => {
  const { router, sink } = setUp();
  router.protect({ kind: 'processes', roots: [5] });
  assert.equal(sink.protected, undefined);
  router.prepare();
  assert.deepEqual(sink.protected, { kind: 'processes', roots: [5] });
  router.close();
  assert.deepEqual(sink.done, ['release', 'close']);
});

test('[CONTROL-2] without mouse and keyboard to be had, that is told', () => {
  const told: string[] = [];
  const router = new InputRouter({
    openSink() {
      throw new Error('none');
    },
    shownArea: () => ({ x: 0, y: 0, width: 1, height: 1 }),
    tell: (peer, state) => told.push(`${peer} ${state}`),
    tellHands: () => undefined,
    handedOver: () => undefined,
    monotonic: () => 0,
  });
  router.prepare();
  router.act(2, pointer(1), 'pass');
  assert.deepEqual(told, ['2 unavailable']);
});

test('[SIGHT-5] while the customer cannot see their window, nothing acts and nothing stays pressed, and consoles are told', async () => {
  const { router, sink, told, settled } = setUp();
  router.act(2, { type: 'key', key: 1, down: true }, 'pass');
  await settled();
  router.announce(3, 'question-open');
  router.sight(false);
  assert.equal(sink.done.at(-1), 'release');
  router.act(2, { type: 'character', codePoint: 65 }, 'pass');
  router.act(4, pointer(1), 'pass');
  router.act(3, pointer(1), 'question-open');
  assert.equal(sink.done.at(-1), 'release');
  router.sight(true);
  router.act(2, { type: 'character', codePoint: 65 }, 'pass');
  await settled();
  assert.deepEqual(sink.done.at(-1), { kind: 'character', codepoint: 65 });
  assert.deepEqual(told, [
    '2 allowed',
    '3 question-open',
    '2 window-covered',
    '4 window-covered',
    '2 allowed',
    '4 allowed',
  ]);
});
