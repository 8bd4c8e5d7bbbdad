import { fileId } from '../ids.ts';
import { cleanLine } from '../text.ts';
import { ByteReader, ByteWriter, FrameError } from './bytes.ts';
import {
  type AppletFrame,
  type Area,
  FRAME_NUMBERS,
  HANDS_NEWS,
  INPUT_STATES,
  MAX_CURSOR_SIDE,
  MAX_FILE_CHUNK,
  MAX_HIDDEN_AREAS,
  MAX_MONITORS,
  MAX_UPDATE_PART,
  type MonitorInfo,
} from './frames.ts';

const STOP_REASONS = ['not-granted', 'asked', 'failed'] as const;
const AREA_SIZE = 12;
const FILE_ID_LENGTH = 26;
const SHA256_LENGTH = 32;
const MAX_NAME_BYTES = 200;

const text = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { fatal: false });

/** The payload of an envelope for one frame of the applet. */
export function writeAppletFrame(frame: AppletFrame): Uint8Array<ArrayBuffer> {
  const begin = (length: number): ByteWriter => new ByteWriter(1 + length).u8(FRAME_NUMBERS[frame.type]);
  switch (frame.type) {
    case 'screen-layout': {
      const names = frame.monitors.map(({ name }) => text.encode(name).subarray(0, MAX_NAME_BYTES));
      const namesLength = names.reduce((sum, name) => sum + name.length, 0);
      const writer = begin(2 + AREA_SIZE + 1 + frame.monitors.length * (AREA_SIZE + 4) + namesLength);
      writer.u16(frame.monitor);
      writeArea(writer, frame.shown);
      writer.u8(frame.monitors.length);
      frame.monitors.forEach((monitor, index) => {
        const name = names[index] ?? new Uint8Array();
        writer.u16(monitor.id);
        writeArea(writer, monitor);
        writer
          .u8(monitor.primary ? 1 : 0)
          .u8(name.length)
          .put(name);
      });
      return writer.finish();
    }
    case 'screen-update':
      return begin(13 + frame.data.length)
        .u32(frame.frame)
        .f64(frame.takenAt)
        .u8(frame.last ? 1 : 0)
        .put(frame.data)
        .finish();
    case 'cursor-shape':
      return begin(8 + frame.rgba.length)
        .u16(frame.width)
        .u16(frame.height)
        .u16(frame.hotX)
        .u16(frame.hotY)
        .put(frame.rgba)
        .finish();
    case 'named-shape':
      return begin(9 + frame.rgba.length)
        .u8(frame.name)
        .u16(frame.width)
        .u16(frame.height)
        .u16(frame.hotX)
        .u16(frame.hotY)
        .put(frame.rgba)
        .finish();
    case 'kept-shape':
      return begin(1).u8(frame.name).finish();
    case 'cursor-position':
      return begin(4).i16(frame.x).i16(frame.y).finish();
    case 'screen-stopped':
      return begin(1).u8(STOP_REASONS.indexOf(frame.reason)).finish();
    case 'input-state':
      return begin(1).u8(INPUT_STATES.indexOf(frame.state)).finish();
    case 'hidden-areas': {
      const writer = begin(2 + frame.areas.length * AREA_SIZE).u16(frame.areas.length);
      for (const area of frame.areas) writeArea(writer, area);
      return writer.finish();
    }
    case 'file-chunk':
      return begin(FILE_ID_LENGTH + 8 + frame.data.length)
        .put(text.encode(frame.fileId))
        .f64(frame.offset)
        .put(frame.data)
        .finish();
    case 'file-end':
      return begin(FILE_ID_LENGTH + SHA256_LENGTH)
        .put(text.encode(frame.fileId))
        .put(frame.sha256)
        .finish();
    case 'pong':
      return begin(12).u32(frame.nonce).f64(frame.clock).finish();
    case 'hands':
      return begin(1).u8(HANDS_NEWS.indexOf(frame.news)).finish();
    case 'screen-lock':
      return begin(1)
        .u8(frame.isLocked ? 1 : 0)
        .finish();
  }
}

/**
 * Reads a frame of the applet; the bytes inside (pixels, file contents) are not copied.
 * @throws FrameError for anything that is not exactly one such frame
 */
export function readAppletFrame(bytes: Uint8Array): AppletFrame {
  const reader = new ByteReader(bytes);
  const frame = readBody(reader.u8(), reader);
  if (reader.remaining > 0) throw new FrameError('long');
  return frame;
}

function readBody(number: number, reader: ByteReader): AppletFrame {
  switch (number) {
    case FRAME_NUMBERS['screen-layout']: {
      const monitor = reader.u16();
      const shown = readArea(reader);
      const count = bounded(reader.u8(), MAX_MONITORS);
      const monitors = Array.from({ length: count }, () => readMonitor(reader));
      return { type: 'screen-layout', monitor, shown, monitors };
    }
    case FRAME_NUMBERS['screen-update']: {
      const frame = reader.u32();
      const takenAt = finite(reader.f64());
      const last = flag(reader.u8());
      bounded(reader.remaining, MAX_UPDATE_PART);
      return { type: 'screen-update', frame, takenAt, last, data: reader.rest() };
    }
    case FRAME_NUMBERS['cursor-shape']:
      return { type: 'cursor-shape', ...readShape(reader) };
    case FRAME_NUMBERS['named-shape']:
      return { type: 'named-shape', name: reader.u8(), ...readShape(reader) };
    case FRAME_NUMBERS['kept-shape']:
      return { type: 'kept-shape', name: reader.u8() };
    case FRAME_NUMBERS['cursor-position']:
      return { type: 'cursor-position', x: reader.i16(), y: reader.i16() };
    case FRAME_NUMBERS['screen-stopped']:
      return { type: 'screen-stopped', reason: member(STOP_REASONS, reader.u8()) };
    case FRAME_NUMBERS['input-state']:
      return { type: 'input-state', state: member(INPUT_STATES, reader.u8()) };
    case FRAME_NUMBERS['hidden-areas']: {
      const count = bounded(reader.u16(), MAX_HIDDEN_AREAS);
      return { type: 'hidden-areas', areas: Array.from({ length: count }, () => readArea(reader)) };
    }
    case FRAME_NUMBERS['file-chunk']: {
      const id = readFileId(reader);
      const offset = whole(reader.f64());
      bounded(reader.remaining, MAX_FILE_CHUNK);
      return { type: 'file-chunk', fileId: id, offset, data: reader.rest() };
    }
    case FRAME_NUMBERS['file-end']:
      return { type: 'file-end', fileId: readFileId(reader), sha256: reader.bytes(SHA256_LENGTH) };
    case FRAME_NUMBERS.pong:
      return { type: 'pong', nonce: reader.u32(), clock: finite(reader.f64()) };
    case FRAME_NUMBERS.hands:
      return { type: 'hands', news: member(HANDS_NEWS, reader.u8()) };
    case FRAME_NUMBERS['screen-lock']:
      return { type: 'screen-lock', isLocked: flag(reader.u8()) };
    default:
      throw new FrameError('unknown-kind');
  }
}

type Shape = Omit<Extract<AppletFrame, { type: 'cursor-shape' }>, 'type'>;

function readShape(reader: ByteReader): Shape {
  const width = bounded(reader.u16(), MAX_CURSOR_SIDE);
  const height = bounded(reader.u16(), MAX_CURSOR_SIDE);
  const hotX = bounded(reader.u16(), MAX_CURSOR_SIDE);
  const hotY = bounded(reader.u16(), MAX_CURSOR_SIDE);
  return { width, height, hotX, hotY, rgba: reader.bytes(width * height * 4) };
}

function writeArea(writer: ByteWriter, area: Area): void {
  writer.i16(area.x).i16(area.y).u32(area.width).u32(area.height);
}

function readArea(reader: ByteReader): Area {
  const x = reader.i16();
  const y = reader.i16();
  return { x, y, width: bounded(reader.u32(), 65535), height: bounded(reader.u32(), 65535) };
}

function readMonitor(reader: ByteReader): MonitorInfo {
  const id = reader.u16();
  const area = readArea(reader);
  const primary = flag(reader.u8());
  const name = cleanLine(utf8.decode(reader.bytes(bounded(reader.u8(), MAX_NAME_BYTES))));
  return { id, ...area, primary, name };
}

/** A file's id as 26 bytes of ASCII; shared with the console's frames. */
export function readFileId(reader: ByteReader): ReturnType<typeof fileId.parse> {
  const parsed = fileId.safeParse(utf8.decode(reader.bytes(FILE_ID_LENGTH)));
  if (!parsed.success) throw new FrameError('bad-value');
  return parsed.data;
}

/** A byte that is 0 or 1. */
export function flag(value: number): boolean {
  if (value > 1) throw new FrameError('bad-value');
  return value === 1;
}

/** A non-negative integer that survives being a double. */
export function whole(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new FrameError('bad-value');
  return value;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new FrameError('bad-value');
  return value;
}

function bounded(value: number, max: number): number {
  if (value > max) throw new FrameError('too-large');
  return value;
}

function member<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new FrameError('bad-value');
  return value;
}
