/** A window with smooth colours, as of a photograph. Arguments: left edge, top edge, width and height in pixels. */
import { pair } from '@throwline/applet/src/platform/linux/x-protocol.ts';
import { ATTRIBUTE, openXWindow, REQUEST } from './x-window.ts';

const Z_PIXMAP = 2;
const DEPTH = 24;
/** Rows that fit one request of {@link XConnection}. */
const ROWS_AT_ONCE = 4;

const [x = 0, y = 0, width = 520, height = 340] = process.argv.slice(2).map(Number);
const { connection, id } = openXWindow(process.env.DISPLAY ?? '', 'Gradient', { x, y, width, height }, 0);
const [pixmap, context] = [connection.newId(), connection.newId()];
connection.post(REQUEST.createPixmap, DEPTH, [pixmap, id, pair(width, height)]);
connection.post(REQUEST.createGraphicsContext, 0, [context, pixmap, 0]);
for (let row = 0; row < height; row += ROWS_AT_ONCE) {
  const rows = Math.min(ROWS_AT_ONCE, height - row);
  const pixels = new Uint8Array(width * rows * 4);
  for (let at = 0; at < width * rows; at++) {
    const [column, line] = [at % width, row + Math.floor(at / width)];
    const [across, down] = [column / width, line / height];
    // Blue, green, red.
    pixels.set([255 * (across + down) * 0.5, 255 * down, 255 * across, 0], at * 4);
  }
  connection.post(
    REQUEST.putImage,
    Z_PIXMAP,
    [pixmap, context, pair(width, rows), pair(0, row), DEPTH << 8],
    pixels,
  );
}
connection.post(REQUEST.changeWindowAttributes, 0, [id, ATTRIBUTE.backgroundPixmap, pixmap]);
connection.post(REQUEST.clearArea, 0, [id, 0, 0]);
connection.sync();
connection.listen(
  () => undefined,
  () => process.exit(),
);
