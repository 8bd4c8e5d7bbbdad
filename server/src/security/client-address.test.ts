import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { addressPrefixes, ClientAddresses, isLoopback } from './client-address.ts';

function requestFrom(remote: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remote });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
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
