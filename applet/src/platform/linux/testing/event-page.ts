import { type AppWindow, openAppWindow } from './app-window.ts';
import type { TestDesktop } from './desktop.ts';
import { waitFor } from './wait-for.ts';

/** The page's ground: a colour that nothing else on a test desktop has. */
export const PAGE_COLOUR = { red: 0xff, green: 0x01, blue: 0xfe } as const;

const PAGE = `<!doctype html><title>event page</title>
<style>html{height:100%;background:#ff01fe}a{position:fixed;inset:0}</style>
<a draggable="true"></a>
<script>
const names = ['keydown','keyup','keypress','input','mousedown','mouseup','click','dblclick','contextmenu','auxclick',
  'wheel','mousemove','mouseenter','dragenter','dragover','drop','touchstart','paste','focus','blur','resize'];
// The browser repeats the newest move by itself when the page under the pointer may have changed; that is nobody's hand.
let place = '';
document.documentElement.addEventListener('mouseleave', () => { place = ''; });
for (const name of names) addEventListener(name, (event) => {
  if (name === 'mousemove') {
    const moved = event.screenX + ' ' + event.screenY;
    if (moved === place) return;
    place = moved;
  }
  const what = event.key ?? event.button ?? '';
  fetch('/report', { method: 'POST', keepalive: true, body: name + ' ' + what });
}, true);
fetch('/report', { method: 'POST', body: 'loaded' });
</script>`;

/** An app window whose page reports every event that reaches it. */
export interface EventPage extends AppWindow {
  /** What arrived since the last call, for example `keydown a`; focus, blur and resize left out. */
  takeEvents(): string[];
  /** Waits until an event that begins like this has arrived, and takes all so far. */
  waitForEvent(beginning: string): Promise<string[]>;
}

export async function openEventPage(desktop: TestDesktop): Promise<EventPage> {
  let events: string[] = [];
  const window = await openAppWindow(desktop, PAGE, 'event page', (event) => events.push(event));
  await waitFor('the page', () => events.includes('loaded'));
  const takeEvents = () => {
    const taken = events.filter((event) => !/^(focus|blur|resize|loaded)/.test(event));
    events = [];
    return taken;
  };
  return {
    ...window,
    takeEvents,
    async waitForEvent(beginning) {
      await waitFor(`the event ${beginning}`, () => events.some((event) => event.startsWith(beginning)));
      return takeEvents();
    },
  };
}
