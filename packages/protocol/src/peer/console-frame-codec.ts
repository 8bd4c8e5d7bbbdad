import { flag, readFileId, whole } from './applet-frame-codec.ts';
import { ByteReader, ByteWriter, FrameError } from './bytes.ts';
import { type ConsoleFrame, FRAME_NUMBERS } from './frames.ts';

/** All five buttons of a pointer. */
const ALL_BUTTONS = 0b11111;
/** Most wheel steps in one frame, either way. */
export const MAX_WHEEL_STEPS = 20;

const text = new TextEncoder();

/** The payload of an envelope for one frame of a console. */
export function writeConsoleFrame(frame: ConsoleFrame): Uint8Array<ArrayBuffer> {
  const begin = (length: number): ByteWriter => new ByteWriter(1 + length).u8(FRAME_NUMBERS[frame.type]);
  switch (frame.type) {
    case 'view-screen':
      return begin(2).u16(frame.monitor).finish();
    case 'stop-screen':
    case 'release-input':
      return begin(0).finish();
    case 'screen-shown':
      return begin(4).u32(frame.frame).finish();
    case 'pointer':
      return begin(5).i16(frame.x).i16(frame.y).u8(frame.buttons).finish();
    case 'wheel':
      return begin(4).i16(frame.dx).i16(frame.dy).finish();
    case 'key':
      return begin(3)
        .u16(frame.key)
        .u8(frame.down ? 1 : 0)
        .finish();
    case 'character':
      return begin(4).u32(frame.codePoint).finish();
    case 'chord':
      return begin(5)
        .u32(frame.codePoint)
        .u8(frame.down ? 1 : 0)
        .finish();
    case 'file-credit':
      return begin(34).put(text.encode(frame.fileId)).f64(frame.upTo).finish();
    case 'ping':
      return begin(4).u32(frame.nonce).finish();
    case 'take-updates':
      return begin(1).u8(frame.version).finish();
    case 'keep-shapes':
      return begin(1).u8(frame.count).finish();
    case 'steady-pings':
      return begin(1)
        .u8(frame.on ? 1 : 0)
        .finish();
  }
}

/**
 * Reads a frame of a console.
 * @throws FrameError for anything that is not exactly one such frame
 */
export function readConsoleFrame(bytes: Uint8Array): ConsoleFrame {
  const reader = new ByteReader(bytes);
  const frame = readBody(reader.u8(), reader);
  if (reader.remaining > 0) throw new FrameError('long');
  return frame;
}

function readBody(number: number, reader: ByteReader): ConsoleFrame {
  switch (number) {
    case FRAME_NUMBERS['view-screen']:
      return { type: 'view-screen', monitor: reader.u16() };
    case FRAME_NUMBERS['stop-screen']:
      return { type: 'stop-screen' };
    case FRAME_NUMBERS['screen-shown']:
      return { type: 'screen-shown', frame: reader.u32() };
    case FRAME_NUMBERS.pointer: {
      const x = reader.i16();
      const y = reader.i16();
      const buttons = reader.u8();
      if (buttons > ALL_BUTTONS) throw new FrameError('bad-value');
      return { type: 'pointer', x, y, buttons };
    }
    case FRAME_NUMBERS.wheel:
      return { type: 'wheel', dx: steps(reader.i16()), dy: steps(reader.i16()) };
    case FRAME_NUMBERS.key:
      return { type: 'key', key: reader.u16(), down: flag(reader.u8()) };
    case FRAME_NUMBERS.character:
      return { type: 'character', codePoint: codePoint(reader.u32()) };
    case FRAME_NUMBERS.chord:
      return { type: 'chord', codePoint: codePoint(reader.u32()), down: flag(reader.u8()) };
    case FRAME_NUMBERS['release-input']:
      return { type: 'release-input' };
    case FRAME_NUMBERS['file-credit']:
      return { type: 'file-credit', fileId: readFileId(reader), upTo: whole(reader.f64()) };
    case FRAME_NUMBERS.ping:
      return { type: 'ping', nonce: reader.u32() };
    case FRAME_NUMBERS['take-updates']: {
      const version = reader.u8();
      if (version === 0) throw new FrameError('bad-value');
      return { type: 'take-updates', version };
    }
    case FRAME_NUMBERS['keep-shapes']: {
      const count = reader.u8();
      if (count === 0) throw new FrameError('bad-value');
      return { type: 'keep-shapes', count };
    }
    case FRAME_NUMBERS['steady-pings']:
      return { type: 'steady-pings', on: flag(reader.u8()) };
    default:
      throw new FrameError('unknown-kind');
  }
}

function steps(value: number): number {
  if (Math.abs(value) > MAX_WHEEL_STEPS) throw new FrameError('bad-value');
  return value;
}

/** A Unicode scalar value; surrogates are none. */
function codePoint(value: number): number {
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) throw new FrameError('bad-value');
  return value;
}
