import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMAND_PARTS, type Command, type CommandType, PROTOCOL_VERSION } from '../index.ts';
import {
  anna,
  bert,
  colleague,
  customer,
  invitedColleague,
  linuxApplet,
  newFileId,
  newRequestId,
  SITUATIONS,
  type Situation,
  server,
  shared,
  stranger,
  technician,
} from '../testing/sessions.ts';

const EXAMPLES: { [Type in CommandType]: Extract<Command, { type: Type }> } = {
  create: { type: 'create', organisation: 'Helpdesk', codeExpiresAt: 2_000_000 },
  'note-invitation-sent': { type: 'note-invitation-sent' },
  'note-invitation-failed': { type: 'note-invitation-failed', reason: 'unreachable' },
  'renew-code': { type: 'renew-code', codeExpiresAt: 1_950_000 },
  'claim-code': { type: 'claim-code' },
  'note-download': { type: 'note-download' },
  'connect-applet': { type: 'connect-applet', applet: linuxApplet, protocol: PROTOCOL_VERSION },
  'let-in-applet': { type: 'let-in-applet', applet: linuxApplet, protocol: PROTOCOL_VERSION },
  'disconnect-applet': { type: 'disconnect-applet' },
  'connect-technician': { type: 'connect-technician', technician: anna },
  'disconnect-technician': { type: 'disconnect-technician', technician: anna },
  'time-out': { type: 'time-out' },
  start: { type: 'start' },
  'send-chat': { type: 'send-chat', text: 'Hello' },
  'request-permissions': {
    type: 'request-permissions',
    requestId: newRequestId(),
    permissions: ['view-screen'],
  },
  'withdraw-request': { type: 'withdraw-request', requestId: newRequestId() },
  'answer-request': { type: 'answer-request', requestId: newRequestId(), answer: 'granted' },
  'revoke-permissions': { type: 'revoke-permissions', permissions: ['view-screen'] },
  'expire-permissions': { type: 'expire-permissions', permissions: ['view-screen'] },
  'offer-file': { type: 'offer-file', fileId: newFileId(), name: 'a.txt', size: 1 },
  'accept-file': { type: 'accept-file', fileId: newFileId() },
  'decline-file': { type: 'decline-file', fileId: newFileId() },
  'confirm-file': { type: 'confirm-file', fileId: newFileId() },
  'cancel-file': { type: 'cancel-file', fileId: newFileId(), failed: false },
  'invite-colleague': { type: 'invite-colleague', technician: bert },
  'remove-colleague': { type: 'remove-colleague', technicianId: bert.id },
  'drop-colleague': { type: 'drop-colleague', technicianId: bert.id },
  join: { type: 'join' },
  decline: { type: 'decline' },
  leave: { type: 'leave' },
  close: { type: 'close' },
};

/**
 * What each command leads to in each situation when the right role gives it. Columns: no session, code made, claimed,
 * downloaded, waiting, active, applet away, closed, invited. `+` appends events, `=` changes nothing, else the error.
 */
const ANSWERS: Record<CommandType, string> = {
  create: '+ wrong-phase wrong-phase wrong-phase wrong-phase wrong-phase wrong-phase wrong-phase wrong-phase',
  'note-invitation-sent': 'not-found = = = = = = session-closed +',
  'note-invitation-failed': 'not-found = = = = = = session-closed +',
  'renew-code':
    'not-found + wrong-phase wrong-phase wrong-phase wrong-phase wrong-phase session-closed wrong-phase',
  'claim-code':
    'not-found + code-invalid code-invalid code-invalid code-invalid code-invalid session-closed code-invalid',
  'note-download': 'not-found wrong-phase + = = = = session-closed +',
  'connect-applet': 'not-found wrong-phase + + + + + session-closed +',
  'let-in-applet':
    'not-found wrong-phase wrong-phase wrong-phase + wrong-phase wrong-phase session-closed wrong-phase',
  'disconnect-applet': 'not-found = = = + + = session-closed =',
  'connect-technician': 'not-found + + + + + + session-closed +',
  'disconnect-technician': 'not-found = = = = = = session-closed =',
  'time-out': 'not-found + + + + + + session-closed +',
  start: 'not-found wrong-phase wrong-phase wrong-phase + = = session-closed wrong-phase',
  'send-chat': 'not-found wrong-phase wrong-phase wrong-phase + + + session-closed wrong-phase',
  'request-permissions':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase + applet-away session-closed wrong-phase',
  'withdraw-request':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase request-unknown request-unknown session-closed wrong-phase',
  'answer-request':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase request-unknown request-unknown session-closed wrong-phase',
  'revoke-permissions':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase = = session-closed wrong-phase',
  'expire-permissions':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase = = session-closed wrong-phase',
  'offer-file': 'not-found wrong-phase wrong-phase wrong-phase wrong-phase + + session-closed wrong-phase',
  'accept-file':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase file-unknown file-unknown session-closed wrong-phase',
  'decline-file':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase file-unknown file-unknown session-closed wrong-phase',
  'confirm-file':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase file-unknown file-unknown session-closed wrong-phase',
  'cancel-file':
    'not-found wrong-phase wrong-phase wrong-phase wrong-phase file-unknown file-unknown session-closed wrong-phase',
  'invite-colleague': 'not-found wrong-phase wrong-phase wrong-phase + + + session-closed wrong-phase',
  'remove-colleague': 'not-found wrong-phase wrong-phase wrong-phase = = = session-closed wrong-phase',
  'drop-colleague': 'not-found wrong-phase wrong-phase wrong-phase = = = session-closed wrong-phase',
  // Nobody who may give these has a part before there are colleagues: see the next table.
  join: 'x x x x x x x x x',
  decline: 'x x x x x x x x x',
  leave: 'x x x x x x x x x',
  close: 'not-found + + + + + + session-closed +',
};

/**
 * The same for the technicians who are not the lead, in the sessions that can have any. Columns: the colleague while
 * waiting, active, applet away, closed; the invited one while waiting, active, applet away. Once the session is closed an
 * invitation is no part of it. All other commands are `role-not-allowed` to both.
 */
const COLLEAGUE_ANSWERS: Partial<Record<CommandType, string>> = {
  'send-chat': '+ + + session-closed role-not-allowed role-not-allowed role-not-allowed',
  join: '= = = session-closed + + +',
  decline: 'role-not-allowed role-not-allowed role-not-allowed role-not-allowed + + +',
  leave: '+ + + session-closed role-not-allowed role-not-allowed role-not-allowed',
};

const ACTORS = { lead: technician, customer, server };
const PARTS: readonly (keyof typeof ACTORS)[] = ['lead', 'customer', 'server'];
const situations = Object.keys(SITUATIONS).filter((name): name is Situation => name in SITUATIONS);

test('[SESSION-3] part × command × phase: every cell of the table', () => {
  for (const example of Object.values(EXAMPLES)) {
    const answers = ANSWERS[example.type].split(' ');
    assert.equal(answers.length, situations.length, example.type);
    situations.forEach((situation, column) => {
      for (const part of PARTS) {
        const session = SITUATIONS[situation]();
        const before = session.log.length;
        const result = session.give(ACTORS[part], example);
        const got = result !== 'ok' ? result : session.log.length > before ? '+' : '=';
        const wanted = COMMAND_PARTS[example.type].includes(part) ? answers[column] : 'role-not-allowed';
        assert.equal(got, wanted, `${part} gives ${example.type} when ${situation}`);
        if (got !== '+') assert.equal(session.log.length, before);
      }
    });
  }
});

test('[TEAM-3] part × command × phase: a colleague reads and writes and may leave, an invited one answers', () => {
  const columns = (['waiting', 'active', 'applet away', 'closed'] as const).flatMap((situation) =>
    ([colleague, invitedColleague] as const).map((actor) => ({ situation, actor })),
  );
  for (const example of Object.values(EXAMPLES)) {
    const isTheirs = COMMAND_PARTS[example.type].some((part) => part === 'colleague' || part === 'invited');
    assert.equal(isTheirs, COLLEAGUE_ANSWERS[example.type] !== undefined, example.type);
    const [waiting, active, away, closed, ...invited] = COLLEAGUE_ANSWERS[example.type]?.split(' ') ?? [];
    const colleagues = [waiting, active, away, closed];
    for (const { situation, actor } of columns) {
      const session =
        situation === 'closed'
          ? shared(SITUATIONS.active()).all([customer, { type: 'close' }])
          : shared(SITUATIONS[situation === 'applet away' ? 'active' : situation]());
      if (situation === 'applet away') session.all([server, { type: 'disconnect-applet' }]);
      const before = session.log.length;
      const result = session.give(actor, example);
      const got = result !== 'ok' ? result : session.log.length > before ? '+' : '=';
      const index = ['waiting', 'active', 'applet away', 'closed'].indexOf(situation);
      const answers = actor === colleague ? colleagues : [...invited, 'not-your-session'];
      const otherwise =
        actor === invitedColleague && situation === 'closed' ? 'not-your-session' : 'role-not-allowed';
      assert.equal(got, isTheirs ? answers[index] : otherwise, `${example.type} when ${situation}`);
    }
  }
});

test('[SESSION-4] another technician can do nothing at all to a session', () => {
  for (const situation of situations.filter((name) => name !== 'none')) {
    for (const example of Object.values(EXAMPLES)) {
      assert.equal(SITUATIONS[situation]().give(stranger, example), 'not-your-session');
    }
  }
});

test('[CODE-3] a code is claimed once, and not after its time', () => {
  const expired = SITUATIONS['code made']();
  expired.now = 1_900_000;
  assert.equal(expired.give(server, { type: 'claim-code' }), 'code-invalid');
  assert.equal(SITUATIONS['code claimed']().give(server, { type: 'claim-code' }), 'code-invalid');
});

test('[INVITATION-3] an invitation lets in whoever comes first in time, downloads or not', () => {
  const session = SITUATIONS.invited();
  session.all([server, { type: 'note-download' }], [server, { type: 'note-download' }]);
  assert.equal(session.log.length, 2);
  session.now = 1_900_000;
  assert.equal(
    session.give(server, { type: 'connect-applet', applet: linuxApplet, protocol: PROTOCOL_VERSION }),
    'ticket-invalid',
  );
  session.now -= 1;
  session.all([server, { type: 'connect-applet', applet: linuxApplet, protocol: PROTOCOL_VERSION }]);
  assert.equal(session.state?.phase, 'waiting');
});

test('[MAIL-6] the newest message decides what a session shows', () => {
  const session = SITUATIONS.invited().all(
    [server, { type: 'note-invitation-failed', reason: 'address-refused' }],
    [server, { type: 'note-invitation-sent' }],
  );
  assert.ok(session.state?.phase === 'connecting' && session.state.step.at === 'invited');
  assert.equal(session.state.step.mail, 'sent');
});

test('[SESSION-7] a session is not started while the applet is away', () => {
  const session = SITUATIONS.waiting().all([server, { type: 'disconnect-applet' }]);
  assert.equal(session.give(technician, { type: 'start' }), 'applet-away');
});

test('[CONSENT-9] asking for control asks for sight too, and revoking sight takes control', () => {
  const session = SITUATIONS.active();
  const requestId = newRequestId();
  session.all(
    [technician, { type: 'request-permissions', requestId, permissions: ['control-input'] }],
    [customer, { type: 'answer-request', requestId, answer: 'granted' }],
  );
  assert.deepEqual(session.log.at(-1)?.body, {
    type: 'permissions-granted',
    requestId,
    permissions: ['view-screen', 'control-input'],
  });
  session.all([customer, { type: 'revoke-permissions', permissions: ['view-screen'] }]);
  assert.equal(session.state?.phase === 'active' && session.state.grants.length, 0);
});

test('[CONSENT-7] granted is not asked again, denied may be; [CONSENT-11] one question at a time', () => {
  const session = SITUATIONS.active();
  const first = newRequestId();
  const ask = { type: 'request-permissions' as const, permissions: ['view-screen' as const] };
  session.all([technician, { ...ask, requestId: first }]);
  assert.equal(session.give(technician, { ...ask, requestId: newRequestId() }), 'request-pending');
  session.all([customer, { type: 'answer-request', requestId: first, answer: 'denied' }]);
  const second = newRequestId();
  session.all(
    [technician, { ...ask, requestId: second }],
    [customer, { type: 'answer-request', requestId: second, answer: 'granted' }],
  );
  assert.equal(session.give(technician, { ...ask, requestId: newRequestId() }), 'permission-granted-already');
});

test('[CONSENT-6] no answer is logged as No, and an answer counts once', () => {
  const session = SITUATIONS.active();
  const requestId = newRequestId();
  session.all(
    [technician, { type: 'request-permissions', requestId, permissions: ['view-screen'] }],
    [customer, { type: 'answer-request', requestId, answer: 'no-answer' }],
  );
  assert.deepEqual(session.log.at(-1)?.body, { type: 'permissions-denied', requestId, reason: 'no-answer' });
  assert.equal(
    session.give(customer, { type: 'answer-request', requestId, answer: 'granted' }),
    'request-unknown',
  );
});

test('[CONSENT-8] a timed grant carries its end', () => {
  const session = SITUATIONS.active();
  const requestId = newRequestId();
  session.all(
    [technician, { type: 'request-permissions', requestId, permissions: ['control-input'], minutes: 10 }],
    [customer, { type: 'answer-request', requestId, answer: 'granted' }],
    [customer, { type: 'expire-permissions', permissions: ['control-input'] }],
  );
  const granted = session.log.at(-2)?.body;
  assert.equal(granted?.type === 'permissions-granted' && granted.until, session.now + 600_000);
  const gone = session.log.at(-1)?.body;
  assert.equal(gone?.type === 'permissions-revoked' && gone.reason, 'expired');
});

test('a technician cannot ask for what the applet cannot do', () => {
  const session = SITUATIONS.downloaded().all(
    [
      server,
      { type: 'connect-applet', applet: { ...linuxApplet, capabilities: ['view-screen'] }, protocol: 1 },
    ],
    [technician, { type: 'start' }],
  );
  const requestId = newRequestId();
  const result = session.give(technician, {
    type: 'request-permissions',
    requestId,
    permissions: ['control-input'],
  });
  assert.equal(result, 'permission-unavailable');
});

test('[FILE-1] a file goes offered → accepted → received, and no other way', () => {
  const session = SITUATIONS.active();
  const fileId = newFileId();
  session.all([customer, { type: 'offer-file', fileId, name: 'log.txt', size: 10 }]);
  assert.equal(session.give(technician, { type: 'confirm-file', fileId }), 'file-wrong-step');
  session.all([technician, { type: 'accept-file', fileId }], [technician, { type: 'confirm-file', fileId }]);
  assert.equal(session.give(customer, { type: 'cancel-file', fileId, failed: false }), 'file-wrong-step');
  assert.equal(
    session.give(customer, { type: 'offer-file', fileId, name: 'log.txt', size: 10 }),
    'file-wrong-step',
  );
});

test('at most ten files are open at once', () => {
  const session = SITUATIONS.active();
  const offer = () => session.give(customer, { type: 'offer-file', fileId: newFileId(), name: 'x', size: 0 });
  for (let i = 0; i < 10; i++) assert.equal(offer(), 'ok');
  assert.equal(offer(), 'too-many-files');
});

test('[SESSION-11] a full log takes nothing more but closing', () => {
  const session = SITUATIONS.active();
  if (session.state?.phase !== 'active') assert.fail();
  session.state = { ...session.state, lastNumber: 20_000 };
  assert.equal(session.give(customer, { type: 'send-chat', text: 'x' }), 'log-full');
  const body = session.log.at(-1)?.body;
  assert.notEqual(body?.type, 'chat-sent');
});

test('a time-out says what was missing', () => {
  const outcomeOf = (situation: Situation): unknown => {
    const session = SITUATIONS[situation]().all([server, { type: 'time-out' }]);
    return session.state?.phase === 'closed' && session.state.outcome;
  };
  assert.equal(outcomeOf('code made'), 'code-expired');
  assert.equal(outcomeOf('invited'), 'invitation-expired');
  assert.equal(outcomeOf('downloaded'), 'timed-out');
  assert.equal(outcomeOf('active'), 'timed-out');
  assert.equal(outcomeOf('applet away'), 'aborted');
});
