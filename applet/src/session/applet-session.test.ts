import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type EventBody,
  type ParticipantCommand,
  participantCommand,
  requestId,
  type SessionEvent,
  type TechnicianRef,
  technicianId,
} from '@throwline/protocol';
import { EventsClient } from '../connection/events-client.ts';
import { PeerClient } from '../connection/peer-client.ts';
import { ConsentKeeper } from '../consent/consent-keeper.ts';
import { QuestionGuard } from '../consent/question-guard.ts';
import { QuestionPauses } from '../consent/question-pauses.ts';
import { FileDesk } from '../files/file-desk.ts';
import { InputRouter } from '../input/input-router.ts';
import { ScreenService } from '../screen/screen-service.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FakeNetwork } from '../testing/fake-wire.ts';
import { aCommandId, aSecret, aSessionId } from '../testing/ids.ts';
import { WindowMinder } from '../window/window-minder.ts';
import { AppletSession } from './applet-session.ts';
import { PeerRoom } from './peer-room.ts';
import { WindowView } from './window-view.ts';

const ANNA: TechnicianRef = { id: technicianId.parse('a'.repeat(26)), name: 'Anna' };
const BEA: TechnicianRef = { id: technicianId.parse('b'.repeat(26)), name: 'Bea' };

const unused = (): never => assert.fail('nothing is shown or controlled here');

/** The applet's session on a network of a test's own; every event of Anna's session in which Bea has joined is told. */
function setUp(patience?: number) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const ended: string[] = [];
  const shown: string[] = [];
  let ids = 0;
  const newCommandId = () => aCommandId(++ids);
  const questions = new QuestionGuard({ clock, openHands: () => undefined, tell: () => undefined });
  const consent = new ConsentKeeper(clock, {
    changed(next) {
      session.changed(next);
      questions.changed(next);
    },
    unanswered: (id) => session.unanswered(id),
    expired: (permissions) => session.expired(permissions),
  });
  const events = new EventsClient(
    {
      open: network.open,
      clock,
      random: () => 0,
      newCommandId,
      ticket: aSecret(1),
      key: aSecret(2),
      applet: { os: 'linux', arch: 'x64', version: '1', capabilities: ['view-screen'] },
    },
    {
      online: (welcome) => session.online(welcome),
      asking: () => session.asking(),
      offline: () => session.offline(),
      silent: (isSilent) => session.silent(isSilent),
      events: (list) => session.events(list),
      presence: (technicians) => session.presence(technicians),
      peerToken: (token) => session.peerToken(token),
      accepted: () => session.accepted(),
      rejected: (id, command, code) => session.rejected(id, command, code),
      refused: (code, message) => session.refused(code, message),
      barred: (code) => session.barred(code),
    },
  );
  const peers = new PeerClient(
    { open: new FakeNetwork().open, clock, random: () => 0 },
    {
      needsToken: () => undefined,
      frame: unused,
      joined: unused,
      left: unused,
      lost: () => undefined,
    },
  );
  const files = new FileDesk({
    command: unused,
    send: unused,
    room: unused,
    askWindow: unused,
    failed: unused,
    progress: unused,
  });
  const room = new PeerRoom({
    clock,
    consent: () => consent.consent,
    isWindowThere: () => true,
    send: unused,
    screen: new ScreenService(unused, { frame: unused, failed: unused }, false),
    input: new InputRouter({
      openSink: unused,
      shownArea: unused,
      tell: unused,
      tellHands: unused,
      handedOver: unused,
      monotonic: () => clock.monotonic(),
    }),
    files,
    silenceChanged: (isSilent) => session.technicianSilent(isSilent),
    watched: (isWatched) => session.watched(isWatched),
  });
  const minder = new WindowMinder({ shape: () => undefined, tell: () => undefined, sight: unused });
  const session: AppletSession = new AppletSession({
    clock,
    log: () => undefined,
    events,
    peers,
    room,
    consent,
    questions,
    pauses: new QuestionPauses(clock),
    files,
    view: new WindowView({
      version: '1',
      secret: aSecret(3),
      tell: (update) => {
        if (update.type === 'status') shown.push(update.connection.state);
      },
    }),
    newCommandId,
    minder,
    ended: ({ kind }) => ended.push(kind),
  });
  session.start();
  const { wire } = network;
  wire.open();
  wire.say({
    type: 'welcome',
    version: 2,
    organisation: 'Helpdesk',
    serverTime: 0,
    who: { as: 'applet', sessionId: aSessionId(1), ...(patience === undefined ? {} : { patience }) },
  });
  let number = 0;
  const tell = (by: TechnicianRef, body: EventBody): void => {
    number += 1;
    const actor = { role: 'technician', technician: by } as const;
    const event: SessionEvent = { sessionId: aSessionId(1), number, at: 0, actor, body };
    wire.say({ type: 'events', sessionId: aSessionId(1), events: [event] });
  };
  tell(ANNA, { type: 'session-created', organisation: 'Helpdesk', owner: ANNA, codeExpiresAt: 1 });
  tell(ANNA, { type: 'session-started' });
  tell(ANNA, { type: 'colleague-invited', technician: BEA });
  tell(BEA, { type: 'colleague-joined', technician: BEA });
  const commands = (): ParticipantCommand[] =>
    wire.sent.flatMap((message) =>
      typeof message === 'object' && message !== null && 'command' in message
        ? [participantCommand.parse(message.command)]
        : [],
    );
  return { consent, tell, commands, clock, network, ended, shown, session };
}

const ask = (letter: string): EventBody => ({
  type: 'permissions-requested',
  requestId: requestId.parse(letter.repeat(26)),
  permissions: ['view-screen'],
});

test('[TEAM-3] the applet puts the lead’s questions only: another’s is answered as not answered', () => {
  const { consent, tell, commands } = setUp();
  tell(BEA, ask('q'));
  assert.equal(consent.consent.prompts.length, 0);
  assert.deepEqual(commands(), [{ type: 'answer-request', requestId: 'q'.repeat(26), answer: 'no-answer' }]);
  tell(ANNA, ask('r'));
  assert.equal(consent.consent.prompts[0]?.technician.name, 'Anna');
});

test('[TEAM-3] what a colleague does in the log takes nothing back and gives nothing', () => {
  const { consent, tell } = setUp();
  tell(ANNA, ask('r'));
  consent.answer(requestId.parse('r'.repeat(26)), true);
  tell(BEA, { type: 'chat-sent', text: 'Hello' });
  tell(BEA, { type: 'colleague-left', technician: BEA, reason: 'left' });
  assert.equal(consent.consent.grants.length, 1);
});

const withdraw = (letter: string): EventBody => ({
  type: 'request-withdrawn',
  requestId: requestId.parse(letter.repeat(26)),
});

test('[CONSENT-15] taking back and asking anew is no way around the pauses, and the technician is told why', () => {
  const { clock, consent, tell, commands } = setUp();
  for (const letter of ['a', 'b']) {
    tell(ANNA, ask(letter));
    assert.equal(consent.consent.prompts.length, 1);
    tell(ANNA, withdraw(letter));
  }
  tell(ANNA, ask('c'));
  assert.equal(consent.consent.prompts.length, 0);
  const refusal = { type: 'answer-request', answer: 'no-answer', notPut: 'questions-paused' };
  assert.deepEqual(commands(), [{ ...refusal, requestId: 'c'.repeat(26) }]);
  clock.advance(30_000);
  tell(ANNA, ask('d'));
  assert.equal(consent.consent.prompts.length, 1);
});

test('[CONSENT-16] who does not want to be asked again is not asked, until they allow it', () => {
  const { session, consent, tell, commands } = setUp();
  tell(ANNA, ask('a'));
  session.request({ type: 'block-questions' });
  assert.equal(consent.consent.prompts.length, 0);
  tell(ANNA, ask('b'));
  assert.equal(consent.consent.prompts.length, 0);
  assert.deepEqual(commands(), [
    { type: 'answer-request', requestId: 'a'.repeat(26), answer: 'denied' },
    { type: 'answer-request', requestId: 'b'.repeat(26), answer: 'no-answer', notPut: 'questions-blocked' },
  ]);
  session.request({ type: 'allow-questions' });
  tell(ANNA, ask('c'));
  assert.equal(consent.consent.prompts.length, 1);
});

test('[CONSENT-13] a Yes that comes before the question was seen grants nothing; a No always counts', () => {
  const { session, clock, consent, tell, commands } = setUp();
  const id = requestId.parse('a'.repeat(26));
  tell(ANNA, ask('a'));
  session.request({ type: 'answer', requestId: id, yes: true });
  assert.deepEqual([consent.consent.grants.length, consent.consent.prompts.length], [0, 1]);
  session.request({ type: 'question-view', requestId: id, seen: true });
  clock.advance(1_500);
  session.request({ type: 'answer', requestId: id, yes: true });
  assert.equal(consent.consent.grants.length, 1);
  tell(ANNA, ask('b'));
  session.request({ type: 'answer', requestId: requestId.parse('b'.repeat(26)), yes: false });
  assert.deepEqual(
    commands().map((command) => command.type === 'answer-request' && command.answer),
    ['granted', 'denied'],
  );
});

const MINUTE = 60_000;

for (const { what, patience, minutes } of [
  { what: 'the session’s own setting', patience: 5 * MINUTE, minutes: 5 },
  { what: 'an hour where the server does not say', patience: undefined, minutes: 60 },
]) {
  test(`[LINE-7] the applet gives up after ${what}, however often it tries meanwhile`, () => {
    const { clock, network, ended } = setUp(patience);
    network.wire.break();
    // Each try fails some seconds later.
    for (let gone = 0; gone < minutes * MINUTE - 5_000; gone += 5_000) {
      clock.advance(5_000);
      network.wire.break();
    }
    assert.deepEqual(ended, []);
    clock.advance(5_000);
    assert.deepEqual(ended, ['gave-up']);
  });
}

test('[LINE-7] a word of the server begins the time anew; 0 is for ever', () => {
  const { clock, network, ended } = setUp(5 * MINUTE);
  for (let minute = 0; minute < 20; minute += 1) {
    clock.advance(MINUTE);
    network.wire.say({ type: 'pong' });
  }
  assert.deepEqual(ended, []);
  const patient = setUp(0);
  patient.network.wire.break();
  patient.clock.advance(1_000 * MINUTE);
  assert.deepEqual(patient.ended, []);
});

test('[LINE-5] a gap of less than a second is shown to nobody', () => {
  const { clock, network, shown, session } = setUp();
  const before = shown.length;
  network.wire.break();
  clock.advance(600);
  network.wire.open();
  network.wire.say({
    type: 'welcome',
    version: 2,
    organisation: 'Helpdesk',
    serverTime: 0,
    who: { as: 'applet', sessionId: aSessionId(1) },
  });
  assert.deepEqual(shown.slice(before), ['online']);
  network.wire.break();
  clock.advance(1_000);
  session.technicianSilent(true);
  assert.deepEqual(shown.slice(before), ['online', 'reconnecting']);
});
