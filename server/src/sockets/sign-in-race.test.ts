import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AccountService } from '../accounts/account-service.ts';
import { PeerClient } from '../testing/peer-client.ts';
import { ofType, openEvents } from '../testing/socket-client.ts';
import { consoleHello, TestServer } from '../testing/test-server.ts';

/** Has the next account that is looked up disabled between the look and what follows from it. */
function disableTheNextOneSeen(t: TestContext): void {
  const { callerOf } = AccountService.prototype;
  let armed = true;
  t.mock.method(AccountService.prototype, 'callerOf', async function (this: AccountService, hash: string) {
    const caller = await callerOf.call(this, hash);
    if (!armed || caller === undefined) return caller;
    armed = false;
    await this.update(caller.technician.id, { disabled: true });
    return caller;
  });
}

test('[SIGNIN-4] a console whose account is disabled while it is let in does not stay', async (t) => {
  const server = await TestServer.start(t);
  const theo = await server.addTechnician(await server.setUp(), 'theo@example.org');
  const token = await server.socketToken(theo);
  const client = await openEvents(server.running, server.running.url);
  disableTheNextOneSeen(t);
  client.send(consoleHello(token));
  const first = await client.next();
  assert.ok(first.type === 'refused' && first.code === 'not-signed-in', JSON.stringify(first));
  assert.equal((await client.closed).reason, 'not-signed-in');
});

test('[SIGNIN-4] nor does a peer', async (t) => {
  const server = await TestServer.start(t);
  const theo = await server.addTechnician(await server.setUp(), 'theo@example.org');
  const { sessionId } = (await server.claimedSession(theo)).session;
  const desk = await server.connectConsole(theo);
  desk.send({ type: 'open-peer', sessionId });
  const { token } = await desk.next(ofType('peer-token'));
  disableTheNextOneSeen(t);
  const peer = await PeerClient.open(server.running, token, server.running.url);
  assert.equal((await peer.closed).reason, 'not-signed-in');
});
