import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CustomerDevice } from '../pages/index.ts';
import { customerDevice } from './customer-device.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** What a browser sends, and what is to be seen in it: `system browser` or why nothing runs there. */
const AGENTS: readonly (readonly [string, string])[] = [
  ['windows ie', 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko'],
  ['windows ie', 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0)'],
  ['windows edge', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edg/140.0.0.0`],
  ['windows edge', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edge/18.19045`],
  ['windows chrome', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`],
  ['windows firefox', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['windows firefox', 'Mozilla/5.0 (Windows NT 10.0; WOW64; rv:115.0) Gecko/20100101 Firefox/115.0'],
  ['too-old', 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko'],
  ['processor', 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0'],
  [
    'macos safari',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  ],
  ['macos chrome', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME}`],
  ['macos firefox', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['processor', 'Mozilla/5.0 (Macintosh; PPC Mac OS X 10.5; rv:10.0) Gecko/20100101 Firefox/10.0'],
  ['linux chrome', `Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`],
  ['linux firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['linux firefox', 'Mozilla/5.0 (X11; Linux i686 on x86_64; rv:60.0) Gecko/20100101 Firefox/60.0'],
  ['processor', 'Mozilla/5.0 (X11; Linux i686; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['processor', 'Mozilla/5.0 (X11; Linux aarch64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['processor', 'Mozilla/5.0 (X11; Linux riscv64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['other-system', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME}`],
  ['other-system', 'Mozilla/5.0 (X11; FreeBSD amd64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['phone', `Mozilla/5.0 (Linux; Android 10; K) ${CHROME}`],
  [
    'phone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
  ],
  ['phone', 'Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0'],
  ['unknown', 'Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8'],
  ['unknown', 'w3m/0.5.3+git20230121'],
  ['unknown', ''],
];

function seen(device: CustomerDevice): string {
  switch (device.kind) {
    case 'computer':
      return `${device.system} ${device.browser}`;
    case 'unsuited':
      return device.why;
    case 'unknown':
      return 'unknown';
  }
}

test('[PAGE-9] system and browser are recognised from the User-Agent header', () => {
  for (const [expected, agent] of AGENTS)
    assert.equal(seen(customerDevice({ 'user-agent': agent })), expected, agent);
  assert.equal(seen(customerDevice({})), 'unknown');
});

test('[PAGE-10] client hints tell what a shortened User-Agent header hides', () => {
  const agent = { 'user-agent': `Mozilla/5.0 (X11; Linux x86_64) ${CHROME}` };
  const linux = { ...agent, 'sec-ch-ua-platform': '"Linux"' };
  assert.equal(seen(customerDevice(linux)), 'linux chrome');
  assert.equal(seen(customerDevice({ ...linux, 'sec-ch-ua-arch': '"arm"' })), 'processor');
  assert.equal(seen(customerDevice({ ...linux, 'sec-ch-ua-bitness': '"32"' })), 'processor');
  assert.equal(seen(customerDevice({ ...linux, 'sec-ch-ua-mobile': '?1' })), 'phone');
  assert.equal(seen(customerDevice({ ...agent, 'sec-ch-ua-platform': '"Chrome OS"' })), 'other-system');
  assert.equal(seen(customerDevice({ 'sec-ch-ua-platform': '"macOS"' })), 'macos other');
});

test('[PAGE-6] no text of the request reaches the page', () => {
  const device = customerDevice({
    'user-agent': 'Mozilla/5.0 (X11; Linux aarch64) <script>',
    'sec-ch-ua-platform': '"<b>"',
  });
  assert.deepEqual(device, { kind: 'unsuited', why: 'processor', name: 'Linux on an ARM processor' });
});
