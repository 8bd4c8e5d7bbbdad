import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { wipeAgreement } from './agreement.ts';
import type { AgreementCrypto } from './crypto.ts';
import { beginApplet, beginConsole, SECURE_NUMBERS, stepApplet, stepConsole } from './index.ts';
import { nodeCrypto } from './platform/node-crypto.ts';
import { webCrypto } from './platform/web-crypto.ts';
import { agree, changed, keysOf, only, PEERS, SESSION } from './testing/parties.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const counting = (from: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => from + at);
const PLATFORMS = [
  ['node', nodeCrypto],
  ['web', webCrypto],
] as const;

/** Keys and nonce that are known beforehand. */
function fixed(privateKey: Uint8Array, nonce: Uint8Array): AgreementCrypto {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), privateKey]);
  const secret = createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' });
  const head = spki.subarray(0, -32);
  return {
    ...nodeCrypto,
    randomBytes: () => nonce,
    keyPair: () => ({
      publicKey: Uint8Array.from(spki.subarray(-32)),
      shared: (theirs) =>
        diffieHellman({
          privateKey: secret,
          publicKey: createPublicKey({ key: Buffer.concat([head, theirs]), type: 'spki', format: 'der' }),
        }),
    }),
  };
}

for (const [appletName, applet] of PLATFORMS) {
  for (const [consoleName, console] of PLATFORMS) {
    test(`[SECURE-1] both sides come to the same keys and words (applet ${appletName}, console ${consoleName})`, async () => {
      const sides = await agree({ applet, console });
      const keys = keysOf(sides.applet);
      assert.deepEqual(keys, keysOf(sides.console));
      assert.equal(keys.fromApplet.length, 32);
      assert.equal(keys.words.length, 3);
      assert.notDeepEqual(keys.fromApplet, keys.fromConsole);
      const again = keysOf((await agree({ applet, console })).applet);
      assert.notDeepEqual(again.fromApplet, keys.fromApplet);
    });
  }
}

// The vectors were made by another program, in another language, from the description in docs/PROTOCOL.md.
test('[SECURE-4] messages, keys and words are those of the golden vectors', async () => {
  const sides = await agree({
    applet: fixed(counting(1), counting(65)),
    console: fixed(counting(33), counting(0)),
  });
  const appletPublic = '07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c';
  const consolePublic = '5869aff450549732cbaaed5e5df9b30a6da31cb0e5742bad5ad4a1a768f1a67b';
  assert.deepEqual(sides.said.map(hex), [
    '30010102' + '8b74563fd33b5a9e1be187f772cf3011dc19b68ea027e9fe3322ef4561a0aab4',
    `7001${consolePublic}`,
    `31${appletPublic}${hex(counting(65))}`,
  ]);
  const keys = keysOf(sides.applet);
  assert.equal(hex(keys.fromApplet), 'a918d712968800f5bfe92b1584467133d46886bd77bced22f78b01a611c46abe');
  assert.equal(hex(keys.fromConsole), '035bead7fc865a8c527c44bf4464f6bada46b9d63d0d196879f899b50814c216');
  assert.deepEqual(keys.words, ['perfect', 'jingle', 'apron']);
});

test('[SECURE-4] both platforms derive as in RFC 5869, test case 1', async () => {
  const secret = new Uint8Array(22).fill(0x0b);
  const salt = Uint8Array.from({ length: 13 }, (_, at) => at);
  const info = Uint8Array.from({ length: 10 }, (_, at) => 0xf0 + at);
  for (const [, crypto] of PLATFORMS) {
    assert.equal(
      hex(await crypto.hkdf(secret, salt, info, 42)),
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  }
});

const IN_TURN = { commit: 0, key: 1, reveal: 2 } as const;

test('[SECURE-2] an applet ends the agreement at whatever is not the console’s key', async () => {
  const { said } = await agree();
  const key = said[IN_TURN.key] ?? assert.fail();
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['nothing', new Uint8Array(0), 'malformed'],
    ['the number alone', key.subarray(0, 1), 'malformed'],
    ['truncated', key.subarray(0, -1), 'malformed'],
    ['too long', Uint8Array.of(...key, 0), 'malformed'],
    ['its own commit', said[IN_TURN.commit] ?? assert.fail(), 'malformed'],
    ['its own reveal', said[IN_TURN.reveal] ?? assert.fail(), 'malformed'],
    ['another version', changed(key, 1), 'version'],
  ];
  for (const [name, message, fault] of cases) {
    const { state } = await beginApplet(PEERS, nodeCrypto);
    const after = await stepApplet(state, message, nodeCrypto);
    assert.deepEqual(after, { state: { at: 'failed', fault }, send: [] }, name);
    // What has failed does not go on, with the right message either.
    assert.deepEqual(await stepApplet(after.state, key, nodeCrypto), after, name);
  }
});

test('[SECURE-2] a console ends the agreement at whatever is not the applet’s next message', async () => {
  const { said } = await agree();
  const [commit, key, reveal] = said;
  assert.ok(commit !== undefined && key !== undefined && reveal !== undefined);
  const first: readonly (readonly [Uint8Array, string])[] = [
    [reveal, 'malformed'],
    [key, 'malformed'],
    [commit.subarray(0, -1), 'malformed'],
    [Uint8Array.of(...commit, 0), 'malformed'],
    [changed(commit, 1), 'version'],
  ];
  for (const [message, fault] of first) {
    const after = await stepConsole(beginConsole(SESSION), message, nodeCrypto);
    assert.deepEqual(after, { state: { at: 'failed', fault }, send: [] });
    assert.deepEqual(await stepConsole(after.state, commit, nodeCrypto), after);
  }
  const second: readonly (readonly [Uint8Array, string])[] = [
    [commit, 'malformed'],
    [key, 'malformed'],
    [reveal.subarray(0, -1), 'malformed'],
    [Uint8Array.of(...reveal, 0), 'malformed'],
    [changed(reveal, 1), 'commitment'],
    [changed(reveal, 64), 'commitment'],
  ];
  for (const [message, fault] of second) {
    const waiting = await stepConsole(beginConsole(SESSION), commit, nodeCrypto);
    const after = await stepConsole(waiting.state, message, nodeCrypto);
    assert.deepEqual(after, { state: { at: 'failed', fault }, send: [] });
  }
});

test('[SECURE-2] [SECURE-9] a message after the end ends what was agreed, and wipes the keys', async () => {
  const sides = await agree();
  const [applet, console] = [keysOf(sides.applet), keysOf(sides.console)];
  const fault = { state: { at: 'failed', fault: 'again' }, send: [] };
  assert.deepEqual(await stepApplet(sides.applet, sides.said[1] ?? assert.fail(), nodeCrypto), fault);
  assert.deepEqual(await stepConsole(sides.console, sides.said[2] ?? assert.fail(), nodeCrypto), fault);
  for (const keys of [applet.fromApplet, applet.fromConsole, console.fromApplet, console.fromConsole]) {
    assert.deepEqual(keys, new Uint8Array(32));
  }
});

test('[SECURE-9] the end wipes keys and nonce; the shared secret is wiped as soon as the keys are there', async () => {
  const shared: Uint8Array[] = [];
  const watched: AgreementCrypto = {
    ...nodeCrypto,
    keyPair: async () => {
      const pair = await nodeCrypto.keyPair();
      return {
        publicKey: pair.publicKey,
        shared: async (theirs) => {
          const secret = (await pair.shared(theirs)) ?? assert.fail();
          assert.ok(secret.some((byte) => byte !== 0));
          shared.push(secret);
          return secret;
        },
      };
    },
  };
  const sides = await agree({ applet: watched, console: watched });
  assert.equal(shared.length, 2);
  for (const secret of shared) assert.ok(secret.every((byte) => byte === 0));
  const keys = keysOf(sides.applet);
  wipeAgreement(sides.applet);
  assert.deepEqual([keys.fromApplet, keys.fromConsole], [new Uint8Array(32), new Uint8Array(32)]);
  const { state, send } = await beginApplet(PEERS, nodeCrypto);
  only(send);
  assert.ok(state.at === 'waiting-for-key');
  wipeAgreement(state);
  assert.deepEqual(state.nonce, new Uint8Array(32));
});

test('[SECURE-1] the numbers of its messages are those of PROTOCOL.md, and of no other frame', () => {
  const text = readFileSync(new URL('../../../docs/PROTOCOL.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+) \| ([\w-]+) \| (applet|console) \|/gm)];
  const numbers = rows.map(([, number]) => Number(number));
  assert.equal(new Set(numbers).size, numbers.length);
  const ours = rows.filter(([, number]) => Object.values<number>(SECURE_NUMBERS).includes(Number(number)));
  assert.deepEqual(
    ours.map(([, number, name, from]) => [Number(number), name, from]),
    [
      [SECURE_NUMBERS.commit, 'commit', 'applet'],
      [SECURE_NUMBERS.reveal, 'reveal', 'applet'],
      [SECURE_NUMBERS['sealed-by-applet'], 'sealed', 'applet'],
      [SECURE_NUMBERS.key, 'key', 'console'],
      [SECURE_NUMBERS['sealed-by-console'], 'sealed', 'console'],
    ],
  );
});
