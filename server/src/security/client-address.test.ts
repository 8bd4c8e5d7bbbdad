import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { addressPrefixes, ClientAddresses, isLoopback } from './client-address.ts';

function requestFrom(remote: string, headers: IncomingHttpHeaders | string = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remote });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, typeof headers === 'string' ? { 'x-forwarded-for': headers } : headers);
  return request;
}

test('[CODE-5] a forwarded address is believed from trusted proxies only', () => {
  const nobody = new ClientAddresses([]);
  assert.equal(nobody.of(requestFrom('10.0.0.1', '198.51.100.7')), '10.0.0.1');
  const proxies = new ClientAddresses(['10.0.0.0/8', '::1']);
  assert.equal(proxies.of(requestFrom('10.0.0.1', '198.51.100.7')), '198.51.100.7');
  assert.equal(proxies.of(requestFrom('::ffff:10.0.0.1', '198.51.100.7')), '198.51.100.7');
  assert.equal(proxies.of(requestFrom('::1', '2001:db8::7')), '2001:db8::7');
});

test('[CODE-5] what a client itself puts before the proxies’ entries is not believed', () => {
  const proxies = new ClientAddresses(['10.0.0.0/8']);
  assert.equal(proxies.of(requestFrom('10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2')), '198.51.100.7');
  assert.equal(proxies.of(requestFrom('10.0.0.1', 'garbage')), '10.0.0.1');
  assert.equal(proxies.of(requestFrom('10.0.0.1')), '10.0.0.1');
});

for (const [headers, client] of [
  [{ 'x-forwarded-for': '198.51.100.7:4711' }, '198.51.100.7'],
  [{ 'x-forwarded-for': '[2001:DB8::7]:4711' }, '2001:db8::7'],
  [{ 'x-forwarded-for': '2001:db8:0:0::7' }, '2001:db8::7'],
  [{ 'x-forwarded-for': '::ffff:198.51.100.7' }, '198.51.100.7'],
  [{ 'x-forwarded-for': '::ffff:c633:6407' }, '198.51.100.7'],
  [{ 'x-forwarded-for': '[::ffff:198.51.100.7]:80 ,10.0.0.9' }, '198.51.100.7'],
  [{ 'x-forwarded-for': 'fe80::7%eth0' }, 'fe80::7'],
  [{ forwarded: 'for=198.51.100.7;proto=https' }, '198.51.100.7'],
  [{ forwarded: 'proto=https;host=a.example; For="[2001:db8::7]:4711"' }, '2001:db8::7'],
  [{ forwarded: 'for=1.1.1.1, for="198.51.100.7:80";by="a,b;for=2.2.2.2", for=10.0.0.9' }, '198.51.100.7'],
  [{ forwarded: 'for=_hidden' }, '10.0.0.1'],
  [{ forwarded: 'for=unknown' }, '10.0.0.1'],
  [{ 'x-real-ip': '198.51.100.7' }, '198.51.100.7'],
  [{ 'x-forwarded-for': '198.51.100.7', 'x-real-ip': '10.0.0.9' }, '198.51.100.7'],
  [{ 'x-forwarded-for': '198.51.100.7', forwarded: 'for=198.51.100.7' }, '198.51.100.7'],
  [{ 'x-forwarded-for': '198.51.100.7', forwarded: 'for=unknown' }, '198.51.100.7'],
  // One of them is what the client has made up.
  [{ 'x-forwarded-for': '198.51.100.7', forwarded: 'for=203.0.113.9' }, '10.0.0.1'],
] as const) {
  test(`[CODE-5] a proxy’s ${JSON.stringify(headers)} is understood`, () => {
    assert.equal(new ClientAddresses(['10.0.0.0/8']).of(requestFrom('::ffff:10.0.0.1', headers)), client);
    assert.equal(new ClientAddresses([]).of(requestFrom('::ffff:10.0.0.1', headers)), '10.0.0.1');
  });
}

test('[CODE-5] addresses are counted in their networks', () => {
  assert.deepEqual(addressPrefixes('198.51.100.7'), { narrow: '198.51.100.7', wide: '198.51.100/24' });
  assert.deepEqual(addressPrefixes('2001:db8:1:2:3:4:5:6'), {
    narrow: '2001:db8:1:2/64',
    wide: '2001:db8:1/48',
  });
  assert.deepEqual(addressPrefixes('2001:0DB8::1'), { narrow: '2001:db8:0:0/64', wide: '2001:db8:0/48' });
  assert.deepEqual(addressPrefixes('::1'), { narrow: '0:0:0:0/64', wide: '0:0:0/48' });
});

test('[SERVER-4] loopback is told from other addresses', () => {
  assert.ok(isLoopback('127.0.0.1') && isLoopback('127.8.9.1') && isLoopback('::1'));
  assert.ok(!isLoopback('128.0.0.1') && !isLoopback('::2') && !isLoopback('127.0.0.1.example'));
});
