import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  NO_NEWS,
  type SessionEvent,
  type SessionSummary,
  sessionId,
  technicianId,
} from '@throwline/protocol';
import { InProcessBus } from '../sessions/session-bus.ts';
import { newId } from '../testing/test-server.ts';
import { SessionFeed } from './session-feed.ts';

const ID = sessionId.parse(newId());
const OWNER = { id: technicianId.parse(newId()), name: 'Ada' };
const SUMMARY: SessionSummary = {
  sessionId: ID,
  owner: OWNER,
  colleagues: [],
  createdAt: 0,
  lastNumber: 1,
  news: NO_NEWS,
  phase: { phase: 'waiting', since: 0 },
};

function chat(number: number, text = 'x'): SessionEvent {
  return { sessionId: ID, number, at: 0, actor: { role: 'customer' }, body: { type: 'chat-sent', text } };
}

/** A log that answers a reading only when the test lets it. */
function setUp(log: SessionEvent[]) {
  const bus = new InProcessBus();
  const readings: (() => void)[] = [];
  const sent: number[][] = [];
  const feed = new SessionFeed({
    sessions: {
      async events(_id, after, limit) {
        const page = log.filter(({ number }) => number > after).slice(0, limit);
        await new Promise<void>((resolve) => readings.push(resolve));
        return page;
      },
    },
    bus,
    sessionId: ID,
    after: 0,
    send: async (events) => void sent.push(events.map(({ number }) => number)),
    onError: (error) => assert.fail(String(error)),
  });
  return {
    feed,
    sent,
    publish: (...events: SessionEvent[]) => {
      log.push(...events);
      bus.publish({ sessionId: ID, technicians: [OWNER.id], events, summary: SUMMARY });
    },
    /** Lets the reading under way finish, and what follows from it. */
    async read() {
      readings.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
    readings: () => readings.length,
  };
}

test('[SESSION-6] what is appended while the log is read is read after it', async () => {
  const { publish, read, sent, readings } = setUp([chat(1)]);
  publish(chat(2));
  await read();
  assert.equal(readings(), 1, 'reads again');
  await read();
  publish(chat(3));
  assert.deepEqual(sent, [[1], [2], [3]]);
  assert.equal(readings(), 0, 'what follows directly is not read');
});

test('[SESSION-6] a notice that comes late or twice sends nothing; a gap is filled from the log', async () => {
  const log = [chat(1), chat(2)];
  const { publish, read, sent } = setUp(log);
  await read();
  log.length = 0;
  publish(chat(2));
  assert.deepEqual(sent, [[1, 2]]);
  log.push(chat(3));
  publish(chat(4));
  await read();
  assert.deepEqual(sent, [
    [1, 2],
    [3, 4],
  ]);
});

test('[SESSION-6] nothing is sent after the feed has stopped', async () => {
  const { feed, publish, read, sent } = setUp([chat(1)]);
  feed.stop();
  publish(chat(2));
  await read();
  assert.deepEqual(sent, []);
});

test('[SESSION-6] a long history goes in messages that fit', async () => {
  const { read, sent } = setUp(Array.from({ length: 200 }, (_, index) => chat(index + 1, 'ж'.repeat(4000))));
  await read();
  await read();
  assert.ok(sent.length > 1);
  assert.deepEqual(
    sent.flat(),
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
});
