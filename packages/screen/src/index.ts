export {
  type Change,
  type ChangeTracker,
  type ChangeTrackerOptions,
  createChangeTracker,
} from './change-tracker.ts';
export { DecodeError, type DecodeErrorCode } from './decode-error.ts';
export { type AppliedUpdate, createDecoder, type Decoder, type DecoderOptions } from './decoder.ts';
export {
  ENCODING,
  MAX_PIXELS,
  MAX_SIDE,
  maxUpdateBytes,
  OLDEST_UPDATE_VERSION,
  TILE_SIZE,
  UPDATE_VERSION,
} from './format.ts';
export type { LossyEncoder } from './lossy/lossy-codec.ts';
export { createLossyEncoder } from './lossy/lossy-encoder.ts';
export type { Move } from './move.ts';
export type { PixelView } from './pixel-view.ts';
export { type PlayedUpdate, type PlayerOptions, playRecording } from './recording/player.ts';
export { type RecordedUpdate, type RecordingBounds, readRecording } from './recording/read-recording.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recording/recorder.ts';
export { RecordingError, type RecordingErrorCode } from './recording/recording-error.ts';
export { area, clip, intersect, isEmpty, isWithin, type Rect, sameRects, subtract, union } from './rect.ts';
export { rehearseDecoding, rehearseEncoding } from './rehearsal.ts';
export { TileSet } from './tile-set.ts';
export {
  createViewerStream,
  type EncodeLimits,
  type ViewerStream,
  type ViewerStreamOptions,
} from './viewer-stream.ts';
