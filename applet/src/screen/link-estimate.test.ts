import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkEstimate } from './link-estimate.ts';

/** Sends updates over a link of so many bytes a millisecond, three on their way, each acknowledged after a round trip. */
function sendOver(link: LinkEstimate, rate: number, roundTrip: number, bytes: number, count: number): void {
  let free = 0;
  const onTheWay: { readonly departure: ReturnType<LinkEstimate['depart']>; readonly back: number }[] = [];
  let now = 0;
  for (let sent = 0; sent < count; sent++) {
    const first = onTheWay.length === 3 ? onTheWay.shift() : undefined;
    if (first !== undefined) {
      now = Math.max(now, first.back);
      link.arrive(first.departure, now);
    }
    free = Math.max(free, now) + bytes / rate;
    onTheWay.push({ departure: link.depart(bytes, now), back: free + roundTrip });
  }
}

test('[VIEW-9] the link is measured by what arrives, and updates are as long as it carries in a tenth of a second', () => {
  for (const [rate, roundTrip] of [
    [250, 80],
    [2_500, 40],
    [125, 200],
  ] as const) {
    const link = new LinkEstimate();
    sendOver(link, rate, roundTrip, 40_000, 30);
    const measured = link.rate ?? 0;
    assert.ok(measured > rate * 0.5 && measured < rate * 1.1, `${measured} of ${rate}`);
    assert.ok(link.updateBytes <= Math.max(16_000, rate * 110));
  }
});

test('[VIEW-9] letters say nothing of the link, and before anything is known an update is of a middle length', () => {
  const link = new LinkEstimate();
  sendOver(link, 1, 500, 150, 30);
  assert.equal(link.rate, undefined);
  assert.equal(link.updateBytes, 128 * 1024);
});

test('[VIEW-9] a film leaves room on a slow link', () => {
  const link = new LinkEstimate();
  sendOver(link, 250, 80, 20_000, 30);
  assert.ok(link.movingBytes * 30 < 250_000);
});

test('[VIEW-1] over a long way more updates may be under way, as long as they are short', () => {
  for (const [way, most] of [
    [8, 3],
    [60, 4],
    [110, 6],
    [900, 8],
  ] as const) {
    const link = new LinkEstimate();
    assert.equal(link.inFlight(0), 3);
    for (let i = 0; i < 30; i++) {
      // What has waited for something says nothing of the way.
      const wait = i % 5 === 0 ? way : way * 4;
      link.arrive(link.depart(2_000, i * 10), i * 10 + wait);
    }
    assert.equal(link.inFlight(10_000), most);
    assert.equal(link.inFlight(link.updateBytes + 1), 3);
  }
});
