import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionId, technicianId } from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { newId } from '../testing/test-server.ts';
import { AWAY_AFTER, LEFT_AFTER, OpenConsoles } from './open-consoles.ts';

const ANNA = { id: technicianId.parse(newId()), name: 'Anna' };
const [FIRST, SECOND] = [sessionId.parse(newId()), sessionId.parse(newId())];

function setUp() {
  const clock = new ManualClock();
  const logged: string[] = [];
  const presence = {
    arrive: (id: string) => void logged.push(`opened ${id === FIRST ? 'first' : 'second'}`),
    leave: (id: string) => void logged.push(`left ${id === FIRST ? 'first' : 'second'}`),
  };
  return { clock, logged, consoles: new OpenConsoles(presence, clock) };
}

test('[PRESENCE-1] looking, at the console, or away, whichever console it is', () => {
  const { clock, consoles } = setUp();
  assert.equal(consoles.of(ANNA.id, FIRST), 'away');
  const one = consoles.open(ANNA.id);
  assert.equal(consoles.of(ANNA.id, FIRST), 'console');
  one.look(FIRST);
  const other = consoles.open(ANNA.id);
  other.look(SECOND);
  assert.deepEqual([consoles.of(ANNA.id, FIRST), consoles.of(ANNA.id, SECOND)], ['looking', 'looking']);
  one.look(undefined);
  assert.equal(consoles.of(ANNA.id, FIRST), 'console');
  one.close();
  other.close();
  clock.advance(AWAY_AFTER - 1);
  assert.equal(consoles.of(ANNA.id, SECOND), 'looking', 'a reload is no departure');
  clock.advance(1);
  assert.equal(consoles.of(ANNA.id, SECOND), 'away');
});

test('[PRESENCE-3] the log hears of a technician once a session, and that they have left after a minute', () => {
  const { clock, consoles, logged } = setUp();
  const console = consoles.open(ANNA.id);
  for (let n = 0; n < 5; n += 1) {
    consoles.opened(FIRST, ANNA);
    console.look(FIRST);
    console.look(undefined);
    consoles.opened(SECOND, ANNA);
  }
  assert.deepEqual(logged, ['opened first', 'opened second']);
  console.close();
  clock.advance(LEFT_AFTER - 1);
  const back = consoles.open(ANNA.id);
  clock.advance(LEFT_AFTER);
  assert.equal(logged.length, 2);
  back.close();
  consoles.over(SECOND, ANNA.id);
  clock.advance(LEFT_AFTER);
  assert.deepEqual(logged.slice(2), ['left second', 'left first']);
  assert.equal(clock.waiting, 0);
});
