import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimResponse } from '@throwline/protocol';
import { CODE_LIMITS } from '../security/guess-ledger.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { APPLET, newId, TestServer } from '../testing/test-server.ts';

const LINUX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

/** A customer's browser: what the page's form sends, and the cookies that it was given. */
class CustomerBrowser {
  readonly #server: TestServer;
  readonly #headers: Readonly<Record<string, string>>;
  #cookie: string | undefined;
  #visit = '';

  constructor(server: TestServer, headers: Readonly<Record<string, string>> = LINUX) {
    this.#server = server;
    this.#headers = headers;
  }

  get cookie(): string | undefined {
    return this.#cookie;
  }

  async open(): Promise<void> {
    const { body } = await this.#server.call('GET', '/', { headers: this.#headers, cookie: this.#cookie });
    this.#visit = /name="visit" value="([^"]+)"/.exec(body)?.[1] ?? '';
    assert.match(this.#visit, /^[0-9a-z]{26}$/);
  }

  /** Sends the form of the page that is open. Answers where it leads, or the status. */
  async submit(code: string): Promise<string | number> {
    const { status, headers } = await this.#server.call('POST', '/', {
      form: { code, visit: this.#visit },
      headers: this.#headers,
      cookie: this.#cookie,
    });
    this.#cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? this.#cookie;
    return headers.location ?? status;
  }
}

test('[CODE-9] a form that is sent many times at once leads to one page, in order and out of it', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const browser = new CustomerBrowser(server);
  await browser.open();
  const [first, ...others] = await Promise.all(Array.from({ length: 30 }, () => browser.submit(code)));
  assert.match(String(first), /^\/connect\//);
  for (const other of others) assert.equal(other, first);
  assert.equal(await browser.submit(code), first);
  // Nobody else: neither without what the browser knows nor with something else.
  const stranger = new CustomerBrowser(server);
  await stranger.open();
  assert.equal(await stranger.submit(code), 400);
  assert.equal((await server.claim(code)).status, 400);
});

test('[CODE-9] Back and the same code lead to the same page, by the cookie alone too', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const browser = new CustomerBrowser(server);
  await browser.open();
  const page = await browser.submit(code);
  assert.match(browser.cookie ?? '', /throwline-visit=/);
  await browser.open();
  assert.equal(await browser.submit(code), page);
  const withoutForm = await server.claim(code, { cookie: browser.cookie });
  assert.equal(withoutForm.headers.location, page);
  // A page that another tab had open before, with a secret of its own.
  const otherTab = await server.claim(code, { cookie: browser.cookie, form: { code, visit: newId() } });
  assert.equal(otherTab.headers.location, page);
  assert.equal((await server.claim('900000', { cookie: browser.cookie })).status, 400);
});

test('[CODE-9] the cookie is no script’s and no other site’s, and set for a right code only', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const form = { visit: newId() };
  assert.equal((await server.call('GET', '/')).headers['set-cookie'], undefined);
  assert.equal(
    (await server.claim('900000', { form: { ...form, code: '900000' } })).headers['set-cookie'],
    undefined,
  );
  const lynx = { 'user-agent': 'Lynx/2.9.0 libwww-FM/2.14' };
  const asked = await server.claim(code, { form: { ...form, code }, headers: lynx });
  assert.deepEqual([asked.status, asked.headers['set-cookie']], [303, undefined]);
  const [cookie = ''] = (await server.claim(code, { form: { ...form, code } })).headers['set-cookie'] ?? [];
  assert.match(cookie, /^__Host-throwline-visit=.*Max-Age=3600.*HttpOnly.*Secure.*SameSite=Lax/);
});

test('[CODE-9] a used code costs whoever has used it nothing, over the limit too', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const browser = new CustomerBrowser(server);
  await browser.open();
  const page = await browser.submit(code);
  for (let n = 0; n < CODE_LIMITS.narrow; n += 1) await server.claim(`90000${n % 10}`);
  assert.equal((await server.claim('900000')).status, 429);
  assert.equal(await browser.submit(code), page);
});

test('[CODE-9] a wrong code with the key held down is one guess, for a minute', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const { code } = await server.createSession(await server.setUp());
  const browser = new CustomerBrowser(server);
  await browser.open();
  const wrong = code === '900000' ? '900001' : '900000';
  for (let n = 0; n < CODE_LIMITS.narrow * 3; n += 1) assert.equal(await browser.submit(wrong), 400);
  assert.match(String(await browser.submit(code)), /^\/connect\//);
});

test('[CODE-9] a code made anew for another session is that session’s, for its old browser too', async (t) => {
  const server = await TestServer.start(t, { randomCode: () => '111111' });
  const staff = await server.setUp();
  await server.createSession(staff);
  const browser = new CustomerBrowser(server);
  await browser.open();
  const first = await browser.submit('111111');
  await server.createSession(staff);
  const second = await browser.submit('111111');
  assert.match(String(second), /^\/connect\//);
  assert.notEqual(second, first);
});

test('[CODE-9] the page that is shown again starts the download, until there has been one', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const browser = new CustomerBrowser(server);
  await browser.open();
  const starts = async (): Promise<string | undefined> => {
    const { body } = await server.call('GET', String(await browser.submit(code)), { headers: LINUX });
    return /<iframe hidden src="([^"]+)"/.exec(body)?.[1];
  };
  const file = await starts();
  assert.equal(await starts(), file);
  assert.equal((await server.call('GET', file ?? '')).body, APPLET);
  // It is noted when the last byte has left.
  while ((await server.call('GET', `${file?.replace(/\/[^/]+$/, '')}/status`)).body.includes('"download"'));
  assert.equal(await starts(), undefined);
});

test('[CODE-9] an applet whose answer was lost asks again and has the same ticket', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const claim = (visit?: string) =>
    server.call('POST', '/api/claims', { json: { code, visit }, origin: null });
  const visit = newId();
  const answers = await Promise.all([claim(visit), claim(visit)]);
  const tickets = [...answers, await claim(visit)].map((answer) => claimResponse.parse(answer.json()).ticket);
  assert.equal(new Set(tickets).size, 1);
  for (const other of [undefined, newId()]) assert.equal((await claim(other)).status, 400);
  await server.connectApplet({ ticket: tickets[0] ?? assert.fail() });
});
