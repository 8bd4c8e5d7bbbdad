/** Runs in an xterm: turns the whole window from light to dark and back at every mouse click. */

// X10 mouse reporting: one report of six bytes for each press, none for releases (xterm, "Mouse Tracking").
const REPORT_PRESSES = '\x1b[?9h';
const REPORT_LENGTH = 6;
// DECSCNM, reverse video for the whole window.
const REVERSE = '\x1b[?5h';
const NORMAL = '\x1b[?5l';
const HIDE_CURSOR = '\x1b[?25l';

let reversed = false;
let pending = 0;
process.stdin.setRawMode(true);
process.stdout.write(`${HIDE_CURSOR}${REPORT_PRESSES}`);
process.stdin.on('data', (data) => {
  pending += data.length;
  while (pending >= REPORT_LENGTH) {
    pending -= REPORT_LENGTH;
    reversed = !reversed;
    process.stdout.write(reversed ? REVERSE : NORMAL);
  }
});
