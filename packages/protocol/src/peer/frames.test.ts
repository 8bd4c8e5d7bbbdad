import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AppletFrame,
  type ConsoleFrame,
  FRAME_NUMBERS,
  FrameError,
  fileId,
  readAppletFrame,
  readConsoleFrame,
  readEnvelope,
  writeAppletFrame,
  writeConsoleFrame,
  writeEnvelope,
} from '../index.ts';

const FILE = fileId.parse('0123456789abcdefghjkmnpqrs');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const FILE_HEX = hex(new TextEncoder().encode(FILE));

const APPLET: readonly [AppletFrame, string][] = [
  [
    {
      type: 'screen-layout',
      monitor: 2,
      shown: { x: 0, y: 0, width: 1920, height: 1080 },
      monitors: [{ id: 2, name: 'HDMI-1', x: -1920, y: 0, width: 1920, height: 1080, primary: true }],
    },
    '0100020000000000000780000004380100' + '02f8800000000007800000043801' + '0648444d492d31',
  ],
  [
    { type: 'screen-update', frame: 258, takenAt: 1.5, last: true, data: Uint8Array.of(1, 2, 3) },
    '02000001023ff800000000000001010203',
  ],
  [
    {
      type: 'cursor-shape',
      width: 1,
      height: 2,
      hotX: 0,
      hotY: 1,
      rgba: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    },
    '0300010002000000010102030405060708',
  ],
  [{ type: 'cursor-position', x: -1, y: 300 }, '04ffff012c'],
  [{ type: 'screen-stopped', reason: 'not-granted' }, '0500'],
  [{ type: 'input-state', state: 'question-open' }, '0602'],
  [{ type: 'hidden-areas', areas: [{ x: 1, y: 2, width: 3, height: 4 }] }, '070001000100020000000300000004'],
  [
    { type: 'file-chunk', fileId: FILE, offset: 65536, data: Uint8Array.of(9) },
    `08${FILE_HEX}40f000000000000009`,
  ],
  [{ type: 'file-end', fileId: FILE, sha256: new Uint8Array(32).fill(7) }, `09${FILE_HEX}${'07'.repeat(32)}`],
  [{ type: 'pong', nonce: 7, clock: 2 }, '0a000000074000000000000000'],
  [{ type: 'hands', news: 'elsewhere' }, '1401'],
  [
    { type: 'named-shape', name: 3, width: 1, height: 1, hotX: 0, hotY: 0, rgba: Uint8Array.of(1, 2, 3, 4) },
    '1503000100010000000001020304',
  ],
  [{ type: 'kept-shape', name: 3 }, '1603'],
  [{ type: 'screen-lock', isLocked: true }, '1701'],
];

const CONSOLE: readonly [ConsoleFrame, string][] = [
  [{ type: 'view-screen', monitor: 1 }, '400001'],
  [{ type: 'stop-screen' }, '41'],
  [{ type: 'screen-shown', frame: 258 }, '4200000102'],
  [{ type: 'pointer', x: 10, y: -2, buttons: 5 }, '43000afffe05'],
  [{ type: 'wheel', dx: 0, dy: -3 }, '440000fffd'],
  [{ type: 'key', key: 12, down: true }, '45000c01'],
  [{ type: 'character', codePoint: 0x1f600 }, '460001f600'],
  [{ type: 'chord', codePoint: 0x63, down: false }, '470000006300'],
  [{ type: 'release-input' }, '48'],
  [{ type: 'file-credit', fileId: FILE, upTo: 65536 }, `49${FILE_HEX}40f0000000000000`],
  [{ type: 'ping', nonce: 7 }, '4a00000007'],
  [{ type: 'take-updates', version: 2 }, '5a02'],
  [{ type: 'steady-pings', on: true }, '5f01'],
  [{ type: 'keep-shapes', count: 48 }, '6430'],
];

test('[PEER-7] golden bytes of every frame, both ways', () => {
  for (const [frame, bytes] of APPLET) {
    assert.equal(hex(writeAppletFrame(frame)), bytes, frame.type);
    assert.deepEqual(readAppletFrame(Uint8Array.from(Buffer.from(bytes, 'hex'))), frame);
  }
  for (const [frame, bytes] of CONSOLE) {
    assert.equal(hex(writeConsoleFrame(frame)), bytes, frame.type);
    assert.deepEqual(readConsoleFrame(Uint8Array.from(Buffer.from(bytes, 'hex'))), frame);
  }
  const covered = [...APPLET, ...CONSOLE].map(([frame]) => FRAME_NUMBERS[frame.type]);
  assert.deepEqual(
    covered.sort((a, b) => a - b),
    Object.values(FRAME_NUMBERS),
  );
});

test('[PEER-7] every truncation is refused, or is itself a whole shorter frame of open length', () => {
  for (const [golden, read] of [
    [APPLET, readAppletFrame],
    [CONSOLE, readConsoleFrame],
  ] as const) {
    for (const [frame, bytes] of golden) {
      const whole = Uint8Array.from(Buffer.from(bytes, 'hex'));
      const open = frame.type === 'screen-update' || frame.type === 'file-chunk' ? frame.data.length : 0;
      for (let length = 0; length < whole.length - open; length++) {
        assert.throws(() => read(whole.subarray(0, length)), FrameError, `${frame.type} at ${length}`);
      }
    }
  }
});

test('[PEER-7] trailing bytes, unknown kinds and values out of range are refused', () => {
  const refuseConsole = (bytes: string) =>
    assert.throws(() => readConsoleFrame(Uint8Array.from(Buffer.from(bytes, 'hex'))), FrameError, bytes);
  for (const [, bytes] of CONSOLE) refuseConsole(`${bytes}00`);
  refuseConsole('');
  refuseConsole('ff');
  refuseConsole('01');
  refuseConsole('4300000000ff');
  refuseConsole('440000ffe0');
  refuseConsole('450000' + '02');
  refuseConsole('4600110000');
  refuseConsole('460000d800');
  refuseConsole('5a00');
  refuseConsole(`49${FILE_HEX}bff0000000000000`);
  refuseConsole(`49${'ff'.repeat(26)}40f0000000000000`);
  const refuseApplet = (bytes: string) =>
    assert.throws(() => readAppletFrame(Uint8Array.from(Buffer.from(bytes, 'hex'))), FrameError, bytes);
  for (const [frame, bytes] of APPLET) {
    if (frame.type !== 'screen-update' && frame.type !== 'file-chunk') refuseApplet(`${bytes}00`);
  }
  refuseApplet('40');
  refuseApplet('03ffffffff00000000');
  refuseApplet('0563');
  refuseApplet('07ffff');
  refuseApplet('020000000' + '17ff800000000000001');
});

test('[PEER-1] an envelope is four bytes and a payload, of this version, at most 1 MiB', () => {
  const envelope = { kind: 'data', peer: 258, payload: Uint8Array.of(5, 6) } as const;
  assert.equal(hex(writeEnvelope(envelope)), '010101020506');
  assert.deepEqual(readEnvelope(writeEnvelope(envelope)), envelope);
  const faults: [Uint8Array, string][] = [
    [Uint8Array.of(), 'short'],
    [Uint8Array.of(1, 1, 0), 'short'],
    [Uint8Array.of(2, 1, 0, 1), 'unknown-version'],
    [Uint8Array.of(1, 9, 0, 1), 'unknown-kind'],
    [new Uint8Array(1024 * 1024 + 1), 'too-large'],
  ];
  for (const [bytes, fault] of faults) assert.throws(() => readEnvelope(bytes), { fault });
  assert.throws(() => writeEnvelope({ ...envelope, payload: new Uint8Array(1024 * 1024) }), {
    fault: 'too-large',
  });
});
