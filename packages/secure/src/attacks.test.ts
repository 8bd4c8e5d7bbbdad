import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgreementCrypto } from './crypto.ts';
import {
  AgreementBudget,
  beginApplet,
  beginConsole,
  LinkError,
  type SyncLink,
  stepApplet,
  stepConsole,
} from './index.ts';
import { nodeCrypto } from './platform/node-crypto.ts';
import { webCrypto } from './platform/web-crypto.ts';
import { agree, changed, keysOf, linked, only, PEERS, SESSION } from './testing/parties.ts';

const OTHER_SESSION = 'zzzzzzzzzzzzzzzzzzzzzzzzzz';

// All points of low order on Curve25519 and its twist that fit 32 bytes, with what is congruent to them.
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((text) => Uint8Array.from(Buffer.from(text, 'hex')));

test('[SECURE-3] a key of low order is refused by both platforms, and nothing is revealed', async () => {
  for (const crypto of [nodeCrypto, webCrypto]) {
    for (const point of LOW_ORDER) {
      const { applet, said } = await agree({
        applet: crypto,
        relay: { key: (key) => Uint8Array.of(...key.subarray(0, 2), ...point) },
      });
      assert.deepEqual(applet, { at: 'failed', fault: 'low-order' });
      assert.equal(said.length, 2);
    }
  }
});

test('[SECURE-3] a secret of zeros is refused, whatever the platform says of it', async () => {
  const careless: AgreementCrypto = {
    ...nodeCrypto,
    keyPair: () => ({ publicKey: new Uint8Array(32).fill(9), shared: () => new Uint8Array(32) }),
  };
  assert.deepEqual((await agree({ applet: careless })).applet, { at: 'failed', fault: 'low-order' });
  assert.deepEqual((await agree({ console: careless })).console, { at: 'failed', fault: 'low-order' });
});

test('[SECURE-3] a relay that has an applet’s key of low order committed to gets nothing of the console', async () => {
  const zeros = LOW_ORDER[0] ?? assert.fail();
  const evil: AgreementCrypto = {
    ...nodeCrypto,
    keyPair: () => ({ publicKey: zeros, shared: () => new Uint8Array(32).fill(1) }),
  };
  for (const console of [nodeCrypto, webCrypto]) {
    assert.deepEqual((await agree({ applet: evil, console })).console, { at: 'failed', fault: 'low-order' });
  }
});

test('[SECURE-2] what belongs to another session or another agreement ends this one', async () => {
  const elsewhere = await agree({ consoleSession: OTHER_SESSION });
  assert.deepEqual(elsewhere.console, { at: 'failed', fault: 'commitment' });
  const { said } = await agree();
  const [commit, , reveal] = said;
  assert.ok(commit !== undefined && reveal !== undefined);
  // The reveal of an earlier agreement, and the commit of an earlier one.
  for (const relay of [{ reveal: () => reveal }, { commit: () => commit }]) {
    assert.deepEqual((await agree({ relay })).console, { at: 'failed', fault: 'commitment' });
  }
  // The same commitment, for another peer.
  const moved = await agree({ relay: { commit: (bytes) => changed(bytes, 3) } });
  assert.deepEqual(moved.console, { at: 'failed', fault: 'commitment' });
});

test('[SECURE-2] any change to a message ends the agreement or leads to other keys and words', async () => {
  const lengths = { commit: 36, key: 34, reveal: 65 } as const;
  for (const name of ['commit', 'key', 'reveal'] as const) {
    for (let at = 0; at < lengths[name]; at += 1) {
      const { applet, console } = await agree({
        relay: { [name]: (bytes: Uint8Array) => changed(bytes, at) },
      });
      if (applet.at !== 'agreed' || console.at !== 'agreed') continue;
      assert.notDeepEqual(applet.keys.fromApplet, console.keys.fromApplet, `${name} ${at}`);
      assert.notDeepEqual(applet.keys.fromConsole, console.keys.fromConsole, `${name} ${at}`);
      assert.notDeepEqual(applet.keys.words, console.keys.words, `${name} ${at}`);
    }
  }
});

test('[SECURE-7] a man in the middle who is applet to one and console to the other leaves different words', async () => {
  const begun = await beginApplet(PEERS, nodeCrypto);
  const evilApplet = await beginApplet(PEERS, nodeCrypto);
  const answered = await stepConsole(beginConsole(SESSION), only(evilApplet.send), nodeCrypto);
  const evilConsole = await stepConsole(beginConsole(SESSION), only(begun.send), nodeCrypto);
  const revealed = await stepApplet(begun.state, only(evilConsole.send), nodeCrypto);
  const evilRevealed = await stepApplet(evilApplet.state, only(answered.send), nodeCrypto);
  const console = await stepConsole(answered.state, only(evilRevealed.send), nodeCrypto);
  assert.notDeepEqual(keysOf(revealed.state).words, keysOf(console.state).words);
});

test('[SECURE-7] who has committed to a key cannot choose another one when the console’s key is known', async () => {
  const evil = await beginApplet(PEERS, nodeCrypto);
  const answered = await stepConsole(beginConsole(SESSION), only(evil.send), nodeCrypto);
  // A second key, chosen after the console's was seen, as one would to search for words that match.
  const other = await beginApplet(PEERS, nodeCrypto);
  const chosen = await stepApplet(other.state, only(answered.send), nodeCrypto);
  const after = await stepConsole(answered.state, only(chosen.send), nodeCrypto);
  assert.deepEqual(after.state, { at: 'failed', fault: 'commitment' });
});

test('[SECURE-8] a side begins 32 agreements at once and one more each half minute', () => {
  const budget = new AgreementBudget();
  const taken = (times: number, now: number): number =>
    Array.from({ length: times }, () => budget.take(now)).filter(Boolean).length;
  assert.equal(taken(100, 1_000), 32);
  assert.equal(taken(100, 30_999), 0);
  assert.equal(taken(100, 31_000), 1);
  assert.equal(taken(100, 31_000 + 10 * 30_000), 10);
  assert.equal(taken(100, 1e9), 32);
});

const unreachable = (act: never): never => assert.fail(`no such act: ${act}`);

/** Opens what a relay delivers; what was opened until the link ended, and whether it has. */
function deliver(link: SyncLink, frames: readonly Uint8Array[]): { opened: number[]; ended: boolean } {
  const opened: number[] = [];
  for (const frame of frames) {
    try {
      opened.push(link.open(0, frame)[0] ?? assert.fail());
    } catch (error) {
      assert.ok(error instanceof LinkError);
      assert.ok(link.ended);
    }
  }
  return { opened, ended: link.ended };
}

test('[SECURE-5] whatever a relay does, only a beginning of what was sent is opened', async () => {
  const act = fc.oneof(
    fc.record({ act: fc.constant('pass' as const) }),
    fc.record({ act: fc.constant('drop' as const) }),
    fc.record({ act: fc.constant('repeat' as const) }),
    fc.record({ act: fc.constant('swap' as const) }),
    fc.record({ act: fc.constant('truncate' as const), by: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ act: fc.constant('change' as const), at: fc.nat(17) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
      const { applet, console } = await linked();
      const sent = acts.map((_, at) => applet.seal(0, Uint8Array.of(at)));
      const arrived = sent.flatMap((frame, at): readonly Uint8Array[] => {
        const done = acts[at] ?? assert.fail();
        switch (done.act) {
          case 'pass':
            return [frame];
          case 'drop':
            return [];
          case 'repeat':
            return [frame, frame];
          case 'swap':
            return [sent[(at + 1) % sent.length] ?? assert.fail()];
          case 'truncate':
            return [frame.subarray(0, Math.max(0, frame.length - done.by))];
          case 'change':
            return [changed(frame, done.at)];
          default:
            return unreachable(done);
        }
      });
      const { opened, ended } = deliver(console, arrived);
      assert.deepEqual(
        opened,
        Array.from(opened, (_, at) => at),
      );
      const untouched = arrived.findIndex((frame, at) => frame !== sent[at]);
      assert.equal(opened.length, untouched === -1 ? arrived.length : untouched);
      assert.equal(ended, untouched !== -1);
    }),
  );
});

test('[SECURE-5] a frame of another session, connection or console is refused', async () => {
  const here = await linked();
  const elsewhere = await linked();
  assert.throws(() => here.console.open(0, elsewhere.applet.seal(0, Uint8Array.of(1))), { fault: 'forged' });
});
