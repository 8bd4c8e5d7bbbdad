import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Command,
  describeEvent,
  evolve,
  fold,
  forCustomer,
  logNames,
  MAX_COLLEAGUES,
  sessionEvent,
  technicianId,
} from '../index.ts';
import {
  anna,
  anyId,
  bert,
  cleo,
  colleague,
  customer,
  invitedColleague,
  linuxApplet,
  newRequestId,
  SITUATIONS,
  server,
  shared,
  stranger,
  technician,
} from '../testing/sessions.ts';

const invite = (who: typeof bert): Command => ({ type: 'invite-colleague', technician: who });

test('[TEAM-1] an invitation is accepted, declined or taken back; a colleague leaves or is taken out', () => {
  const session = shared(SITUATIONS.active());
  assert.deepEqual(
    session.state?.colleagues.map(({ technician, standing }) => [technician.name, standing]),
    [
      ['Bert', 'joined'],
      ['Cleo', 'invited'],
    ],
  );
  session.all(
    [invitedColleague, { type: 'decline' }],
    [technician, invite(cleo)],
    [technician, { type: 'remove-colleague', technicianId: cleo.id }],
    [colleague, { type: 'leave' }],
    [technician, invite(bert)],
    [colleague, { type: 'join' }],
    [technician, { type: 'remove-colleague', technicianId: bert.id }],
  );
  assert.deepEqual(session.state?.colleagues, []);
  assert.equal(session.give(colleague, { type: 'send-chat', text: 'x' }), 'not-your-session');
  assert.equal(session.give(invitedColleague, { type: 'join' }), 'not-your-session');
  session.all([technician, invite(bert)], [colleague, { type: 'join' }]);
});

test('[TEAM-1] a log of colleagues survives JSON and reads as plain sentences', () => {
  const session = shared(SITUATIONS.active()).all(
    [colleague, { type: 'send-chat', text: 'Hello' }],
    [invitedColleague, { type: 'decline' }],
    [technician, invite(cleo)],
    [technician, { type: 'remove-colleague', technicianId: cleo.id }],
    [technician, { type: 'remove-colleague', technicianId: bert.id }],
    [technician, invite(bert)],
    [colleague, { type: 'join' }],
    [colleague, { type: 'leave' }],
    [technician, invite(bert)],
    [server, { type: 'drop-colleague', technicianId: bert.id }],
  );
  const wire: unknown = JSON.parse(JSON.stringify(session.log));
  assert.deepEqual(fold(sessionEvent.array().parse(wire)), session.state);
  const names = logNames(session.log);
  const said = (reader: 'customer' | 'technician') =>
    session.log.slice(5).map((event) => describeEvent(event, reader, names));
  assert.deepEqual(said('customer'), [
    'Anna invited Bert to this session.',
    'Bert has joined.',
    'Anna invited Cleo to this session.',
    'Hello',
    'Cleo did not accept the invitation.',
    'Anna invited Cleo to this session.',
    'Anna cancelled Cleo’s invitation.',
    'Anna removed Bert from the session.',
    'Anna invited Bert to this session.',
    'Bert has joined.',
    'Bert has left for good.',
    'Anna invited Bert to this session.',
    'Bert’s invitation has ended.',
  ]);
  assert.equal(said('technician')[2], 'Anna invited Cleo to this session: “Do you know this printer?”.');
});

test('[TEAM-2] oneself, a colleague who is there and a sixth one cannot be invited', () => {
  const session = shared(SITUATIONS.waiting());
  for (const who of [anna, bert, cleo]) {
    assert.equal(session.give(technician, invite(who)), 'colleague-there', who.name);
  }
  for (let count = 2; count < MAX_COLLEAGUES; count += 1) {
    session.all([technician, invite({ id: technicianId.parse(anyId()), name: `Nr ${count}` })]);
  }
  assert.equal(session.give(technician, invite(bert)), 'colleague-there');
  const one = { id: technicianId.parse(anyId()), name: 'One more' };
  assert.equal(session.give(technician, invite(one)), 'too-many-colleagues');
});

test('[TEAM-4] invitations end with the session; who had joined may still read it', () => {
  const session = shared(SITUATIONS.active()).all([customer, { type: 'close' }]);
  assert.deepEqual(
    session.state?.colleagues.map(({ technician }) => technician.name),
    ['Bert'],
  );
});

test('[TEAM-5] a comment is for colleagues: the customer’s side is not sent it', () => {
  const { log } = shared(SITUATIONS.active());
  assert.match(JSON.stringify(log), /printer/);
  assert.doesNotMatch(JSON.stringify(log.map(forCustomer)), /printer|comment/);
  assert.deepEqual(fold(log.map(forCustomer))?.lastNumber, log.length);
});

test('[TEAM-6] with an applet of protocol version 1 nobody can be invited', () => {
  const session = SITUATIONS.downloaded().all(
    [server, { type: 'connect-applet', applet: linuxApplet, protocol: 1 }],
    [technician, { type: 'start' }],
  );
  assert.equal(session.give(technician, invite(bert)), 'applet-outdated');
  session.all([server, { type: 'connect-applet', applet: linuxApplet, protocol: 2 }]);
  session.all([technician, invite(bert)]);
});

test('[TEAM-6] a log from before there were colleagues folds as ever', () => {
  const of = (number: number, actor: unknown, body: unknown): unknown => {
    return { sessionId: 'e'.repeat(26), number, at: number, actor, body };
  };
  const owner = { id: 'a'.repeat(26), name: 'Anna' };
  const byAnna = { role: 'technician', technician: owner };
  const byServer = { role: 'server' };
  const old = [
    of(1, byAnna, { type: 'session-created', organisation: 'Helpdesk', owner, codeExpiresAt: 9 }),
    of(2, byServer, { type: 'code-claimed' }),
    of(3, byServer, { type: 'applet-downloaded' }),
    of(4, byServer, { type: 'applet-connected', applet: linuxApplet }),
    of(5, byServer, { type: 'technician-connected', technician: owner }),
    of(6, byAnna, { type: 'session-started' }),
    of(7, byServer, { type: 'applet-disconnected' }),
  ];
  const state = fold(sessionEvent.array().parse(old));
  assert.ok(state?.phase === 'active');
  assert.deepEqual(state.colleagues, []);
  assert.deepEqual(state.applet, { status: 'lost', info: linuxApplet, protocol: 1, lostAt: 7 });
});

test('[TEAM-1] who leaves is no longer present, and cannot be said to have gone once more', () => {
  const session = shared(SITUATIONS.active()).all(
    [server, { type: 'connect-technician', technician: bert }],
    [colleague, { type: 'leave' }],
  );
  const before = session.log.length;
  session.all([server, { type: 'disconnect-technician', technician: bert }]);
  assert.equal(session.log.length, before);
});

test('[TEAM-3] nothing of a colleague’s gets into the fold that only the lead may do', () => {
  const session = shared(SITUATIONS.active());
  const body = {
    type: 'permissions-requested' as const,
    requestId: newRequestId(),
    permissions: ['view-screen' as const],
  };
  for (const actor of [colleague, invitedColleague, stranger]) {
    const number = session.log.length + 1;
    const forged = { sessionId: session.id, number, at: 1, actor, body };
    assert.throws(() => evolve(session.state, forged), { code: 'log-gap' });
  }
});
