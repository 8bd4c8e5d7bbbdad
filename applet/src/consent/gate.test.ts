import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AppletFrame,
  type Consent,
  type ConsoleFrame,
  FRAME_NUMBERS,
  type Permission,
} from '@throwline/protocol';
import { aFileId, aRequestId, aTechnician } from '../testing/ids.ts';
import { judgeIncoming, judgeOutgoing, type Verdict } from './gate.ts';

const NOW = 1000;
const grant = (permission: Permission, until?: number) => ({
  permission,
  requestId: aRequestId(),
  grantedAt: 0,
  ...(until === undefined ? {} : { until }),
});
const prompt = {
  requestId: aRequestId(2),
  technician: aTechnician,
  permissions: ['control-input'],
  requestedAt: 0,
} as const;

const SITUATIONS: Record<string, Consent> = {
  nothing: { grants: [], prompts: [] },
  asked: { grants: [], prompts: [prompt] },
  view: { grants: [grant('view-screen')], prompts: [] },
  control: { grants: [grant('view-screen'), grant('control-input')], prompts: [] },
  controlAsked: { grants: [grant('view-screen'), grant('control-input')], prompts: [prompt] },
  expired: { grants: [grant('view-screen', NOW), grant('control-input', NOW)], prompts: [] },
  almost: { grants: [grant('view-screen', NOW + 1), grant('control-input', NOW + 1)], prompts: [] },
};

const FRAMES: ConsoleFrame[] = [
  { type: 'view-screen', monitor: 0 },
  { type: 'stop-screen' },
  { type: 'screen-shown', frame: 1 },
  { type: 'pointer', x: 0, y: 0, buttons: 0 },
  { type: 'wheel', dx: 0, dy: 1 },
  { type: 'key', key: 1, down: true },
  { type: 'character', codePoint: 65 },
  { type: 'chord', codePoint: 65, down: true },
  { type: 'release-input' },
  { type: 'file-credit', fileId: aFileId(), upTo: 1 },
  { type: 'ping', nonce: 1 },
  { type: 'take-updates', version: 2 },
  { type: 'steady-pings', on: true },
  { type: 'keep-shapes', count: 8 },
];

test('[CONSENT-1] [CONSENT-2] [CONSENT-4] [CONSENT-8] every frame of a console in every situation', () => {
  const sight: Record<string, Verdict> = {
    nothing: 'not-granted',
    asked: 'not-granted',
    view: 'pass',
    control: 'pass',
    controlAsked: 'pass',
    expired: 'not-granted',
    almost: 'pass',
  };
  const input: Record<string, Verdict> = { ...sight, view: 'not-granted', controlAsked: 'question-open' };
  const acting = ['pointer', 'wheel', 'key', 'character', 'chord'];
  for (const frame of FRAMES) {
    for (const [name, consent] of Object.entries(SITUATIONS)) {
      const isSight = frame.type === 'view-screen' || frame.type === 'screen-shown';
      const expected = acting.includes(frame.type) ? input[name] : isSight ? sight[name] : 'pass';
      assert.equal(judgeIncoming(frame, consent, NOW), expected, `${frame.type}, ${name}`);
    }
  }
  const types = Object.entries(FRAME_NUMBERS).flatMap(([type, number]) => (number >= 64 ? [type] : []));
  assert.deepEqual(FRAMES.map(({ type }) => type).sort(), types.sort());
});

test('[CONSENT-1] [CONSENT-3] nothing of the screen leaves without the grant, whatever made it', () => {
  const screen = [
    'screen-layout',
    'screen-update',
    'cursor-shape',
    'named-shape',
    'kept-shape',
    'cursor-position',
    'hidden-areas',
  ] as const;
  const others: AppletFrame['type'][] = [
    'screen-stopped',
    'input-state',
    'file-chunk',
    'file-end',
    'pong',
    'hands',
    'screen-lock',
  ];
  for (const [name, consent] of Object.entries(SITUATIONS)) {
    const granted = ['view', 'control', 'controlAsked', 'almost'].includes(name);
    for (const type of screen) {
      assert.equal(judgeOutgoing(type, consent, NOW), granted ? 'pass' : 'not-granted', `${type}, ${name}`);
    }
    for (const type of others) assert.equal(judgeOutgoing(type, consent, NOW), 'pass', `${type}, ${name}`);
  }
});
