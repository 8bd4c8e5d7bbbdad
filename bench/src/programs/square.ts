/**
 * A square that turns from black to white and back at each press of a button, and says when. Arguments: left edge, top
 * edge and side in pixels.
 */
import { ATTRIBUTE, openXWindow, REQUEST } from './x-window.ts';

const BUTTON_PRESS = { mask: 1 << 2, event: 4 } as const;
const [BLACK, WHITE] = [0x000000, 0xffffff];

const [x = 0, y = 0, side = 200] = process.argv.slice(2).map(Number);
const { connection, id } = openXWindow(
  process.env.DISPLAY ?? '',
  'Square',
  { x, y, width: side, height: side },
  BUTTON_PRESS.mask,
);
let isWhite = false;

function draw(): void {
  const colour = isWhite ? WHITE : BLACK;
  connection.post(REQUEST.changeWindowAttributes, 0, [id, ATTRIBUTE.backgroundPixel, colour]);
  connection.post(REQUEST.clearArea, 0, [id, 0, 0]);
  // Answered when it is drawn.
  connection.sync();
}

draw();
connection.listen(
  (event) => {
    if ((event.u8(0) & 0x7f) !== BUTTON_PRESS.event) return;
    isWhite = !isWhite;
    draw();
    console.log(`flip ${performance.timeOrigin + performance.now()}`);
  },
  () => process.exit(),
);
console.log('ready');
