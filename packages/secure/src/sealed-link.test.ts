import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AsyncLink, LinkError, MAX_BLOCKS, SEALED_OVERHEAD, SyncLink } from './index.ts';
import { nodeAead } from './platform/node-crypto.ts';
import { webAead } from './platform/web-crypto.ts';
import { changed, linked } from './testing/parties.ts';

const FROM_APPLET = new Uint8Array(32).fill(1);
const FROM_CONSOLE = new Uint8Array(32).fill(2);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const read = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const nodeLink = (side: 'applet' | 'console'): SyncLink => {
  const [mine, theirs] = side === 'applet' ? [FROM_APPLET, FROM_CONSOLE] : [FROM_CONSOLE, FROM_APPLET];
  return new SyncLink({ side, outgoing: nodeAead(mine), incoming: nodeAead(theirs) });
};

const webLink = async (side: 'applet' | 'console'): Promise<AsyncLink> => {
  const [mine, theirs] = side === 'applet' ? [FROM_APPLET, FROM_CONSOLE] : [FROM_CONSOLE, FROM_APPLET];
  return new AsyncLink({ side, outgoing: await webAead(mine), incoming: await webAead(theirs) });
};

test('[SECURE-4] a sealed frame is that of the golden vector, on both platforms', async () => {
  const key = Buffer.from('a918d712968800f5bfe92b1584467133d46886bd77bced22f78b01a611c46abe', 'hex');
  const frame = '324b359ac383a842166179aeccdacb3285dbc9725900ee820fdf';
  const sync = new SyncLink({ side: 'applet', outgoing: nodeAead(key), incoming: nodeAead(key) });
  assert.equal(Buffer.from(sync.seal(7, text('a picture'))).toString('hex'), frame);
  const later = new AsyncLink({ side: 'applet', outgoing: await webAead(key), incoming: await webAead(key) });
  assert.equal(Buffer.from(await later.seal(7, text('a picture'))).toString('hex'), frame);
});

test('[SECURE-5] frames go both ways, in order, between Node and WebCrypto', async () => {
  const applet = nodeLink('applet');
  const console = await webLink('console');
  for (const said of ['one', '', 'three']) {
    const frame = applet.seal(0, text(said));
    assert.equal(frame.length, said.length + SEALED_OVERHEAD);
    assert.equal(frame[0], 50);
    assert.equal(read(await console.open(0, frame)), said);
    const answer = await console.seal(0, text(said));
    assert.equal(answer[0], 113);
    assert.equal(read(applet.open(0, answer)), said);
  }
});

test('[SECURE-5] each channel counts for itself: frames of two may overtake each other', async () => {
  const { applet, console } = await linked();
  const slow = [applet.seal(1, text('a')), applet.seal(1, text('b'))] as const;
  const fast = applet.seal(2, text('c'));
  assert.equal(read(console.open(2, fast)), 'c');
  assert.equal(read(console.open(1, slow[0])), 'a');
  assert.equal(read(console.open(1, slow[1])), 'b');
});

test('[SECURE-5] a frame moved to another channel, or sent back, ends the link', async () => {
  const moved = await linked();
  const frame = moved.applet.seal(1, text('a'));
  assert.throws(() => moved.console.open(2, frame), { fault: 'forged' });
  assert.throws(() => moved.console.open(1, frame), { fault: 'ended' });
  const back = await linked();
  const mine = back.applet.seal(0, text('a'));
  assert.throws(() => back.applet.open(0, mine), { fault: 'forged' });
  // With the number of the other direction written over it, too.
  const again = await linked();
  const relabelled = Uint8Array.of(113, ...again.applet.seal(0, text('a')).subarray(1));
  assert.throws(() => again.applet.open(0, relabelled), { fault: 'forged' });
});

test('[SECURE-5] with one key for both directions, the direction still tells them apart', () => {
  const link = (side: 'applet' | 'console') =>
    new SyncLink({ side, outgoing: nodeAead(FROM_APPLET), incoming: nodeAead(FROM_APPLET) });
  const frame = link('applet').seal(0, text('a'));
  assert.throws(() => link('applet').open(0, Uint8Array.of(113, ...frame.subarray(1))), { fault: 'forged' });
});

test('[SECURE-5] any byte changed, missing or added ends the link, both ways', async () => {
  const whole = nodeLink('applet').seal(0, text('a picture'));
  const cases = [
    ...Array.from(whole, (_, at) => changed(whole, at)),
    ...Array.from(whole, (_, length) => whole.subarray(0, length)),
    Uint8Array.of(...whole, 0),
    text('a plain frame'),
  ];
  for (const frame of cases) {
    const sync = nodeLink('console');
    assert.throws(() => sync.open(0, frame), { fault: 'forged' });
    assert.throws(() => sync.open(0, whole), { fault: 'ended' });
    assert.throws(() => sync.seal(0, text('b')), { fault: 'ended' });
    const later = await webLink('console');
    await assert.rejects(later.open(0, frame), { fault: 'forged' });
    await assert.rejects(later.open(0, whole), { fault: 'ended' });
    await assert.rejects(later.seal(0, text('b')), { fault: 'ended' });
  }
});

test('[SECURE-5] a frame too short for a tag never reaches the platform', () => {
  const incoming = { ...nodeAead(FROM_APPLET), open: () => assert.fail('opened') };
  for (let length = 0; length < SEALED_OVERHEAD; length += 1) {
    const link = new SyncLink({ side: 'console', outgoing: nodeAead(FROM_CONSOLE), incoming });
    assert.throws(() => link.open(0, new Uint8Array(length).fill(50)), { fault: 'forged' });
  }
});

test('[SECURE-5] with WebCrypto frames come out in order, and none after one that was forged', async () => {
  const sizes = [2_000_000, 1, 500_000, 0];
  const applet = await webLink('applet');
  const console = await webLink('console');
  const order: number[] = [];
  const sealed = await Promise.all(
    sizes.map(async (size, at) => {
      const frame = await applet.seal(0, new Uint8Array(size));
      order.push(at);
      return frame;
    }),
  );
  await Promise.all(
    sealed.map(async (frame, at) => {
      assert.equal((await console.open(0, frame)).length, sizes[at]);
      order.push(at);
    }),
  );
  assert.deepEqual(order, [0, 1, 2, 3, 0, 1, 2, 3]);
  const other = await webLink('console');
  // The forged one is long, so that what follows it is ready first.
  const opened = sealed.map((frame, at) => other.open(0, at === 0 ? changed(frame, 9) : frame));
  const ends = await Promise.allSettled(opened);
  assert.deepEqual(
    ends.map((end) =>
      end.status === 'rejected' && end.reason instanceof LinkError ? end.reason.fault : 'opened',
    ),
    ['forged', 'ended', 'ended', 'ended'],
  );
});

test('[SECURE-6] a key protects a bounded number of blocks, sealing and opening', async () => {
  assert.equal(MAX_BLOCKS, 2 ** 34);
  // A frame of 1 byte: one block, one for the tag, one for the associated data.
  const { applet, console } = await linked(6);
  const frames = [applet.seal(0, text('a')), applet.seal(3, text('b'))] as const;
  assert.throws(() => applet.seal(0, text('c')), { fault: 'used-up' });
  assert.throws(() => applet.seal(0, text('c')), { fault: 'ended' });
  console.open(0, frames[0]);
  console.open(3, frames[1]);
  assert.throws(() => console.open(0, frames[0]), { fault: 'used-up' });
});

test('[SECURE-6] long frames count by their length', async () => {
  const { applet } = await linked(100);
  assert.throws(() => applet.seal(0, new Uint8Array(99 * 16)), { fault: 'used-up' });
});

test('[SECURE-9] the end wipes both keys and lets nothing through', () => {
  const wiped: string[] = [];
  const aead = (name: string) => ({ ...nodeAead(FROM_APPLET), wipe: () => void wiped.push(name) });
  const link = new SyncLink({ side: 'applet', outgoing: aead('outgoing'), incoming: aead('incoming') });
  link.end();
  assert.deepEqual(wiped, ['outgoing', 'incoming']);
  assert.throws(() => link.seal(0, text('a')), { fault: 'ended' });
});

test('[SECURE-9] a wiped key is gone: Node’s is overwritten, WebCrypto’s refuses', async () => {
  const [nonce, associated] = [new Uint8Array(12), new Uint8Array(1)];
  const key = nodeAead(FROM_APPLET);
  const before = key.seal(nonce, associated, text('a'));
  key.wipe();
  assert.notDeepEqual(key.seal(nonce, associated, text('a')), before);
  assert.deepEqual(
    key.seal(nonce, associated, text('a')),
    nodeAead(new Uint8Array(32)).seal(nonce, associated, text('a')),
  );
  const web = await webAead(FROM_APPLET);
  const sealed = await web.seal(nonce, associated, text('a'));
  web.wipe();
  await assert.rejects(web.seal(nonce, associated, text('a')), TypeError);
  assert.equal(await web.open(nonce, associated, sealed), undefined);
});
