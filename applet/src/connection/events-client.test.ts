import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SessionEvent, SUPPORTED_VERSIONS } from '@throwline/protocol';
import { FakeClock } from '../testing/fake-clock.ts';
import { FakeNetwork } from '../testing/fake-wire.ts';
import { aCommandId, aSecret, aSessionId } from '../testing/ids.ts';
import { EventsClient } from './events-client.ts';

function setUp() {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const told: string[] = [];
  const events: number[] = [];
  let ids = 0;
  const client = new EventsClient(
    {
      open: network.open,
      clock,
      random: () => 0,
      newCommandId: () => aCommandId(++ids),
      ticket: aSecret(1),
      key: aSecret(2),
      applet: { os: 'linux', arch: 'x64', version: '1', capabilities: [] },
    },
    {
      online: ({ organisation }) => told.push(`online ${organisation}`),
      asking: () => told.push('asking'),
      offline: () => told.push('offline'),
      silent: (isSilent) => told.push(isSilent ? 'silent' : 'heard'),
      events: (fresh) => events.push(...fresh.map(({ number }) => number)),
      presence: (technicians) => told.push(`presence ${technicians.map(({ presence }) => presence).join()}`),
      peerToken: (token) => told.push(`token ${token}`),
      accepted: (id) => told.push(`accepted ${Number(id)}`),
      rejected: (id, command, code) => told.push(`rejected ${Number(id)} ${command.type} ${code}`),
      refused: (code) => told.push(`refused ${code}`),
      barred: (code) => told.push(code),
    },
  );
  client.start();
  return { network, clock, told, events, client };
}

const welcome = (clock: FakeClock, ahead = 0) => ({
  type: 'welcome',
  version: 1,
  organisation: 'Helpdesk',
  serverTime: clock.now() + ahead,
  who: { as: 'applet', sessionId: aSessionId() },
});

const event = (number: number): SessionEvent => ({
  sessionId: aSessionId(),
  number,
  at: 1,
  actor: { role: 'server' },
  body: { type: 'code-claimed' },
});
const news = (...numbers: number[]) => ({
  type: 'events',
  sessionId: aSessionId(),
  events: numbers.map(event),
});

/** Types of what was sent, with command ids. */
const sentTypes = (sent: readonly unknown[]) =>
  sent.map((message) => {
    assert.ok(typeof message === 'object' && message !== null && 'type' in message);
    return 'id' in message ? `${message.type} ${Number(message.id)}` : message.type;
  });

test('[SESSION-6] says hello first, and after a break the last number it has', () => {
  const { network, clock, told, events } = setUp();
  network.wire.open();
  assert.deepEqual(network.wire.sent, [
    {
      type: 'hello',
      as: 'applet',
      versions: SUPPORTED_VERSIONS,
      ticket: aSecret(1),
      key: aSecret(2),
      after: 0,
      applet: { os: 'linux', arch: 'x64', version: '1', capabilities: [] },
      asks: true,
    },
  ]);
  network.wire.say(welcome(clock, 1500));
  network.wire.say(news(1, 2, 3));
  network.wire.break();
  clock.advance(500);
  network.wire.open();
  const [again] = network.wire.sent;
  assert.ok(typeof again === 'object' && again !== null && 'after' in again);
  assert.equal(again.after, 3);
  network.wire.say(welcome(clock));
  network.wire.say(news(3, 4));
  assert.deepEqual(events, [1, 2, 3, 4]);
  assert.deepEqual(told, ['online Helpdesk', 'offline', 'online Helpdesk']);
});

test('[SESSION-6] a gap in the log starts the connection over', () => {
  const { network, clock, events } = setUp();
  network.wire.open();
  network.wire.say(welcome(clock));
  network.wire.say(news(1));
  network.wire.say(news(3));
  assert.deepEqual(events, [1]);
  assert.ok(network.wire.isClosed);
});

test('[SESSION-5] an unanswered command is sent again with its id, in order, until it is answered', () => {
  const { network, clock, client, told } = setUp();
  client.command({ type: 'send-chat', text: 'before' });
  network.wire.open();
  network.wire.say(welcome(clock));
  client.command({ type: 'send-chat', text: 'one' });
  assert.deepEqual(sentTypes(network.wire.sent), ['hello', 'command 1', 'command 2']);
  network.wire.say({ type: 'accepted', id: aCommandId(1), lastNumber: 1 });
  network.wire.break();
  client.command({ type: 'close' });
  clock.advance(500);
  network.wire.open();
  assert.deepEqual(sentTypes(network.wire.sent), ['hello']);
  network.wire.say(welcome(clock));
  assert.deepEqual(sentTypes(network.wire.sent), ['hello', 'command 2', 'command 3']);
  network.wire.say({ type: 'rejected', id: aCommandId(2), code: 'shutting-down', message: '' });
  assert.equal(client.unanswered, 2);
  network.wire.say({ type: 'rejected', id: aCommandId(2), code: 'wrong-phase', message: '' });
  network.wire.say({ type: 'rejected', id: aCommandId(2), code: 'wrong-phase', message: '' });
  assert.equal(client.unanswered, 1);
  assert.deepEqual(told.slice(4), ['rejected 2 send-chat wrong-phase']);
});

test('[APPLET-4] tries again with growing pauses, and at once counts anew after a success', () => {
  const { network, clock } = setUp();
  for (const pause of [500, 1000, 2000]) {
    const before = network.wires.length;
    network.wire.break();
    clock.advance(pause - 1);
    assert.equal(network.wires.length, before);
    clock.advance(1);
    assert.equal(network.wires.length, before + 1);
  }
  network.wire.open();
  network.wire.say(welcome(clock));
  network.wire.break();
  clock.advance(500);
  assert.equal(network.wires.length, 5);
});

test('[SOCKET-7] pings keep it alive; 150 s of silence end it', () => {
  const { network, clock } = setUp();
  network.wire.open();
  network.wire.say(welcome(clock));
  for (let index = 1; index <= 6; index += 1) {
    clock.advance(50_000);
    network.wire.say({ type: 'pong', nonce: index });
  }
  assert.equal(sentTypes(network.wire.sent).filter((type) => type === 'ping').length, 6);
  assert.equal(network.wire.isClosed, false);
  clock.advance(150_000);
  assert.equal(network.wires[0]?.isClosed, true);
});

test('[CODE-13] it says that it can ask, pings while it asks, gives no command before it is let in', () => {
  const { network, clock, told, client } = setUp();
  network.wire.open();
  const [hello] = network.wire.sent;
  assert.ok(typeof hello === 'object' && hello !== null && 'asks' in hello);
  network.wire.say({ type: 'asking' });
  client.command({ type: 'send-chat', text: 'hello' });
  client.askPeerToken();
  for (let index = 1; index <= 6; index += 1) {
    clock.advance(50_000);
    network.wire.say({ type: 'pong' });
  }
  assert.deepEqual(sentTypes(network.wire.sent), ['hello', ...Array.from({ length: 6 }, () => 'ping')]);
  assert.equal(network.wires.length, 1);
  network.wire.say(welcome(clock));
  assert.deepEqual(told, ['asking', 'online Helpdesk']);
  assert.equal(sentTypes(network.wire.sent).at(-1), 'command 1');
});

test('[CODE-13] a line that is cut while it asks is tried again; turned away, it ends', () => {
  const { network, clock, told } = setUp();
  network.wire.open();
  network.wire.say({ type: 'asking' });
  network.wire.break();
  clock.advance(500);
  network.wire.open();
  network.wire.say({ type: 'asking' });
  network.wire.say({ type: 'refused', code: 'ticket-used', message: '' });
  clock.advance(1_000_000);
  assert.deepEqual(told, ['asking', 'offline', 'asking', 'refused ticket-used']);
  assert.equal(network.wires.length, 2);
});

test('[CODE-8] a final refusal ends it, another is tried again', () => {
  for (const code of ['ticket-invalid', 'ticket-used', 'version-unsupported', 'replaced'] as const) {
    const { network, clock, told } = setUp();
    network.wire.open();
    network.wire.say({ type: 'refused', code, message: '' });
    clock.advance(1_000_000);
    assert.deepEqual(told, [`refused ${code}`]);
    assert.equal(network.wires.length, 1);
    assert.equal(clock.timers, 0);
  }
  const { network, clock, told } = setUp();
  network.wire.open();
  network.wire.say({ type: 'refused', code: 'shutting-down', message: '' });
  network.wire.break();
  clock.advance(500);
  assert.deepEqual(told, ['offline']);
  assert.equal(network.wires.length, 2);
});

test('[APPLET-7] another certificate is refused at first, and later taken for a bad network', () => {
  const first = setUp();
  first.network.wire.break('certificate-mismatch');
  first.clock.advance(1_000_000);
  assert.deepEqual(first.told, ['certificate-mismatch']);
  assert.equal(first.network.wires.length, 1);

  const later = setUp();
  later.network.wire.open();
  later.network.wire.say(welcome(later.clock));
  later.network.wire.break();
  later.clock.advance(500);
  later.network.wire.break('certificate-mismatch');
  later.clock.advance(1000);
  assert.deepEqual(later.told, ['online Helpdesk', 'offline', 'offline']);
  assert.equal(later.network.wires.length, 3);
});

test('what cannot be read is left alone; nothing is told after the end', () => {
  const { network, clock, told, client } = setUp();
  network.wire.open();
  network.wire.handlers.message('no json');
  network.wire.handlers.message(new Uint8Array(3));
  network.wire.say({ type: 'of-tomorrow' });
  network.wire.say(welcome(clock));
  network.wire.say({ type: 'peer-token', sessionId: aSessionId(), token: aSecret(9) });
  client.end();
  network.wire.say(news(1));
  clock.advance(100_000);
  assert.deepEqual(told, ['online Helpdesk', `token ${aSecret(9)}`]);
  assert.equal(clock.timers, 0);
});

test('[LINE-3] watched closely, silence is told after 2 s; the line is looked for beside the old one, and either may win', () => {
  const { network, clock, told, client } = setUp();
  network.wire.open();
  network.wire.say(welcome(clock));
  client.watchClosely(true);
  for (let index = 0; index < 10; index += 1) {
    clock.advance(500);
    network.wire.say({ type: 'pong' });
  }
  clock.advance(3_000);
  assert.deepEqual(told, ['online Helpdesk', 'silent']);
  // The consoles have gone with the line; that does not make it better.
  client.watchClosely(false);
  clock.advance(90_000);
  const [old] = network.wires;
  assert.equal(old?.isClosed, false);
  assert.ok(network.wires.filter(({ isClosed }) => !isClosed).length <= 6);
  // It was a pause only.
  old?.say({ type: 'pong' });
  assert.deepEqual(told.slice(2), ['heard']);
  client.watchClosely(true);
  assert.deepEqual(
    network.wires.filter(({ isClosed }) => !isClosed),
    [old],
  );
  clock.advance(90_000);
  const count = network.wires.length;
  clock.advance(2_000);
  assert.ok(network.wires.length > count, 'not a pause of more than 2 s');
  network.wire.open();
  assert.equal(old?.isClosed, true);
  network.wire.say(welcome(clock));
  assert.deepEqual(told.slice(3), ['silent', 'offline', 'online Helpdesk']);
  assert.equal(network.wires.filter(({ isClosed }) => !isClosed).length, 1);
});

test('[LINE-4] Try now does not wait for the pause', () => {
  const { network, clock, client } = setUp();
  for (let index = 0; index < 10; index += 1) {
    network.wire.break();
    clock.advance(30_000);
  }
  network.wire.break();
  const count = network.wires.length;
  client.tryNow();
  assert.equal(network.wires.length, count + 1);
});

test('[LINE-6] where quiet lines are cut after 30 s, pings come sooner from the third connection on', () => {
  const { network, clock } = setUp();
  const cuts = (): boolean => {
    network.wire.open();
    network.wire.say(welcome(clock));
    for (let second = 0; second < 30; second += 1) {
      clock.advance(1_000);
      const last = network.wire.sent.at(-1);
      if (typeof last === 'object' && last !== null && 'type' in last && last.type === 'ping') return false;
    }
    network.wire.break();
    clock.advance(500);
    return true;
  };
  assert.deepEqual([cuts(), cuts(), cuts()], [true, true, false]);
});
