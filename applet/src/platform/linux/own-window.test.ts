import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameRect } from '../geometry.ts';
import type { Rect } from '../platform.ts';
import { STRIP_SIZE } from '../window-room.ts';
import { X11OwnWindow } from './own-window.ts';
import { openColouredWindows } from './testing/coloured-window.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import type { Program } from './testing/program.ts';
import { setMode } from './testing/set-mode.ts';
import { waitFor } from './testing/wait-for.ts';

/** A bare X program stands for the browser. */
async function openOwn(desktop: TestDesktop) {
  const program = desktop.start(
    'xmessage',
    '-bw',
    '0',
    '-geometry',
    '300x200+100+300',
    '-title',
    'own',
    'the window',
  );
  const own = new X11OwnWindow(desktop.display);
  own.protect({ kind: 'processes', roots: [program.pid] });
  const id = await visible(desktop, 'own');
  const sights: boolean[] = [];
  own.listen((isInSight) => sights.push(isInSight));
  const place = () => placeOf(desktop, id);
  /** Settles once the window is there where `fits` says, and answers where. */
  const standsWhere = (what: string, fits: (place: Rect) => boolean): Promise<Rect> =>
    waitFor(what, async () => {
      const found = await place();
      return fits(found) && found;
    });
  /** Settles once the window has been out of sight and is back. */
  const comesBack = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    sights.length = 0;
    await act();
    await waitFor(`${what}: out of sight`, () => sights.includes(false));
    await waitFor(
      `${what}: back`,
      async () => sights.at(-1) === true && (await isOnTop(desktop, id, await place())),
    );
  };
  return { own, id, sights, place, standsWhere, comesBack };
}

async function visible(desktop: TestDesktop, title: string): Promise<string> {
  return waitFor(`the window ${title}`, () =>
    desktop.run('xdotool', 'search', '--onlyvisible', '--name', `^${title}$`).catch(() => undefined),
  );
}

async function placeOf(desktop: TestDesktop, id: string): Promise<Rect> {
  const text = await desktop.run('xwininfo', '-id', id);
  const number = (name: string) => Number(new RegExp(`${name}:\\s+(-?\\d+)`).exec(text)?.[1]);
  const extents = await desktop.run('xprop', '-id', id, '_NET_FRAME_EXTENTS');
  const [left = 0, right = 0, top = 0, bottom = 0] =
    /= (.*)/.exec(extents)?.[1]?.split(', ').map(Number) ?? [];
  return {
    x: number('Absolute upper-left X') - left,
    y: number('Absolute upper-left Y') - top,
    width: number('Width') + left + right,
    height: number('Height') + top + bottom,
  };
}

/** Whether what the pointer meets in the middle is this window. */
async function isOnTop(desktop: TestDesktop, id: string, place: Rect): Promise<boolean> {
  const x = place.x + (place.width >> 1);
  const y = place.y + (place.height >> 1);
  const text = await desktop.run('xdotool', 'mousemove', String(x), String(y), 'getmouselocation');
  const found = Number(/window:(\d+)/.exec(text)?.[1]);
  const frame = await desktop.run('xwininfo', '-children', '-id', String(found));
  return found === Number(id) || frame.includes(`0x${Number(id).toString(16)} `);
}

const properties = (desktop: TestDesktop, id: string, ...names: string[]) =>
  desktop.run('xprop', '-id', id, ...names);

test('the window on a desktop with a window manager', async (t) => {
  await using desktop = await startDesktop();
  const { own, id, sights, place, standsWhere, comesBack } = await openOwn(desktop);
  desktop.start('xterm', '-T', 'other', '-geometry', '100x30+0+0', '-e', 'sleep', '1000');
  const other = await visible(desktop, 'other');

  await t.test('[SIGHT-6] it is put to the upper right, wherever its program has put it', async () => {
    const whole = await standsWhere('the place', ({ height }) => height > 700);
    assert.ok(whole.x > 800 && whole.y + whole.height <= 800, JSON.stringify(whole));
  });

  await t.test('[SIGHT-9] it grows with its text, and becomes as small as it was', async () => {
    const before = await place();
    own.scale({ ratio: 1, text: 2.5 });
    await standsWhere('room for large text', ({ width }) => width > 1.5 * before.width);
    own.scale({ ratio: 1, text: 1 });
    await standsWhere('the size before', (now) => sameRect(now, before));
  });

  await t.test(
    '[SIGHT-1] a question brings it up from minimised, with the keyboard; a message without',
    async () => {
      await desktop.run('xdotool', 'windowminimize', '--sync', id);
      await desktop.run('xdotool', 'windowactivate', '--sync', other);
      own.call('message');
      await waitFor('the window', async () => isOnTop(desktop, id, await place()));
      await waitFor('its mark', async () => /DEMANDS/.test(await properties(desktop, id, '_NET_WM_STATE')));
      assert.match(await properties(desktop, id, 'WM_HINTS'), /urgency/i);
      assert.equal(await desktop.run('xdotool', 'getactivewindow'), other);
      own.endCall();
      await waitFor('calm', async () => !/DEMANDS/.test(await properties(desktop, id, '_NET_WM_STATE')));
      await desktop.run('xdotool', 'set_desktop', '1');
      await waitFor('the workspace', async () => (await desktop.run('xdotool', 'get_desktop')) === '1');
      own.call('question');
      // Right after the change of workspaces no window is active, and xdotool fails.
      await waitFor(
        'the focus',
        async () => (await desktop.run('xdotool', 'getactivewindow').catch(() => undefined)) === id,
      );
      assert.equal(await desktop.run('xdotool', 'get_desktop'), '1');
      assert.ok(await isOnTop(desktop, id, await place()));
      own.endCall();
      await desktop.run('xdotool', 'set_desktop', '0');
      await desktop.run('xdotool', 'windowactivate', '--sync', other);
    },
  );

  await t.test('[SIGHT-10] it stays on the monitor that it stands on when others come and go', async () => {
    const output = /^(\S+) connected/m.exec(await desktop.run('xrandr'))?.[1] ?? '';
    const before = await place();
    // In this order it is on a monitor all the time; on none, it would go to another one.
    await desktop.run('xrandr', '--setmonitor', 'right', '780/200x800/210+500+0', 'none');
    await desktop.run('xrandr', '--setmonitor', 'left', '500/130x800/210+0+0', output);
    own.stand('strip');
    await standsWhere('the upper edge of the right one', ({ x, width }) => x > 500 && x + width <= 1280);
    own.stand('kept');
    await standsWhere('where it was', (now) => sameRect(now, before));
    await desktop.run('xrandr', '--delmonitor', 'left');
    await desktop.run('xrandr', '--delmonitor', 'right');
    own.stand('free');
    await standsWhere('where it was', (now) => sameRect(now, before));
  });

  await t.test('[SIGHT-3] as a strip it is small, on top, on all workspaces, on no task bar', async () => {
    own.stand('strip');
    const strip = await standsWhere('the strip', ({ height }) => height <= STRIP_SIZE.height);
    assert.ok(strip.width * strip.height <= 0.06 * 1280 * 800, JSON.stringify(strip));
    assert.ok(Math.abs(strip.y) <= 1, JSON.stringify(strip));
    await waitFor('its states', async () => {
      const states = await properties(desktop, id, '_NET_WM_STATE', '_NET_WM_DESKTOP');
      return /ABOVE/.test(states) && /SKIP_TASKBAR/.test(states) && /4294967295/.test(states);
    });
  });

  await t.test(
    '[SIGHT-5] minimised, or with all windows, it comes back; and from under whatever covers it',
    async () => {
      await comesBack('minimised', () => desktop.run('xdotool', 'windowminimize', id));
      await comesBack('Super+D', () => desktop.run('xdotool', 'key', 'super+d'));
      let film: Program | undefined;
      await comesBack('full screen', async () => {
        film = desktop.start('xterm', '-fullscreen', '-T', 'film', '-e', 'sleep', '1000');
      });
      await film?.close();
      using menu = openColouredWindows(desktop.display, [
        { rect: { x: 400, y: 0, width: 300, height: 300 }, colour: 0xff0000 },
      ]);
      await comesBack('a menu', async () => menu);
      await desktop.run('xdotool', 'set_desktop', '1');
      await waitFor('the workspace', async () => (await desktop.run('xdotool', 'get_desktop')) === '1');
      assert.ok(await isOnTop(desktop, id, await place()), 'on the other workspace, too');
      await desktop.run('xdotool', 'set_desktop', '0');
    },
  );

  await t.test(
    '[SIGHT-5] whoever moves it without the mouse moves it in vain; where the customer drags it, it stays',
    async () => {
      const before = await place();
      await desktop.run('xdotool', 'windowmove', id, '300', '500');
      await standsWhere('its old place', (now) => sameRect(now, before));
      const bar = [String(before.x + 100), String(before.y + 8)];
      await desktop.run('xdotool', 'mousemove', ...bar, 'mousedown', '1');
      await waitFor('the drag', async () => {
        await desktop.run('xdotool', 'mousemove_relative', '5', '20');
        return (await place()).y > before.y + 100;
      });
      await desktop.run('xdotool', 'mouseup', '1');
      const dragged = await place();
      own.stand('kept');
      await standsWhere('the whole window', ({ height }) => height > 700);
      own.stand('strip');
      await standsWhere('the strip where it was', (now) => sameRect(now, dragged));
      own.dock('bottom');
      await standsWhere('the bottom', ({ y, height }) => y + height > 795);
    },
  );

  await t.test('[SIGHT-7] a locked screen is left alone, and the window counts as covered', async () => {
    sights.length = 0;
    const lock = openColouredWindows(desktop.display, [
      { rect: { x: 0, y: 0, width: 1280, height: 800 }, colour: 0x000000 },
    ]);
    await waitFor('the cover', () => sights.at(-1) === false);
    assert.equal(await isOnTop(desktop, id, await place()), false);
    lock[Symbol.dispose]();
    await waitFor('the screen', () => sights.at(-1) === true);
  });

  await t.test(
    '[SIGHT-11] a lock is told from a picture as large as the screen, and its end is told',
    async () => {
      const locks: boolean[] = [];
      own.listenLock((isLocked) => locks.push(isLocked));
      sights.length = 0;
      const picture = openColouredWindows(desktop.display, [
        { rect: { x: 0, y: 0, width: 1280, height: 800 }, colour: 0x000000 },
      ]);
      await waitFor('the cover', () => sights.at(-1) === false);
      picture[Symbol.dispose]();
      await waitFor('the screen', () => sights.at(-1) === true);
      assert.deepEqual(locks, []);
      const locker = desktop.start('i3lock', '--nofork', '--color', '204060');
      await waitFor('the lock', () => locks.at(-1) === true);
      assert.equal(sights.at(-1), false);
      await locker.close();
      await waitFor('the end of it', () => locks.at(-1) === false && sights.at(-1) === true);
      assert.deepEqual(locks, [true, false]);
    },
  );

  await t.test('[SIGHT-6] when the desktop becomes smaller, it goes with it', async () => {
    await setMode(desktop, 'screen', 800, 600);
    await standsWhere('the strip', ({ y, height }) => y + height <= 600);
    own.stand('free');
    const whole = await standsWhere('the whole window', ({ height }) => height > 400);
    assert.ok(whole.x >= 0 && whole.x + whole.width <= 800, JSON.stringify(whole));
    assert.ok(whole.y >= 0 && whole.y + whole.height <= 600, JSON.stringify(whole));
    await waitFor(
      'no states',
      async () => !/ABOVE|SKIP/.test(await properties(desktop, id, '_NET_WM_STATE')),
    );
  });
  own.close();
});

test('[SIGHT-6] [SIGHT-5] without a window manager, on a small screen, it is all in sight and stays so', async () => {
  await using desktop = await startDesktop('800x600', false);
  const { own, place, standsWhere, comesBack } = await openOwn(desktop);
  const whole = await standsWhere('the place', ({ height }) => height > 400);
  assert.ok(whole.x >= 0 && whole.x + whole.width <= 800, JSON.stringify(whole));
  assert.ok(whole.y >= 0 && whole.y + whole.height <= 600, JSON.stringify(whole));
  own.stand('strip');
  await standsWhere('the strip', ({ y, height }) => y === 0 && height <= STRIP_SIZE.height);
  const { x } = await place();
  using other = openColouredWindows(desktop.display, [
    { rect: { x, y: 0, width: 200, height: 300 }, colour: 0xff0000 },
  ]);
  await comesBack('another window', async () => other);
  own.close();
});
