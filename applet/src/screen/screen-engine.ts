import { type AppletFrame, writeAppletFrame } from '@throwline/protocol';
import { type ChangeTracker, createViewerStream, isWithin, type LossyEncoder } from '@throwline/screen';
import type { Clock, Timer } from '../clock.ts';
import { sameRect } from '../platform/geometry.ts';
import type {
  CursorShape,
  DesktopLayout,
  ProtectedProcesses,
  Rect,
  ScreenEvent,
  ScreenSource,
} from '../platform/platform.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { LinkEstimate } from './link-estimate.ts';
import { Picture } from './picture.ts';
import type { FromScreen, ToScreen } from './screen-messages.ts';
import { Viewer, type ViewWish } from './viewer.ts';

/** Captures come at most this often, in milliseconds: 60 a second. */
const CAPTURE_INTERVAL = 1000 / 60;
/** What could not be sent at once, because it moved or did not fit, is looked at again after so long, in milliseconds. */
const FOLLOW_UP = 50;
/**
 * While no viewer has room, the screen is looked at this often, in milliseconds, so that a film is known for one where it
 * is needed most: a tile counts as moving when it changes 8 times a second.
 */
const LOOK_INTERVAL = 80;
/** It is, for so long after the last update has left, in milliseconds: then whoever views is not only slow. */
const LOOK_FOR = 2000;
/** While protected windows cannot be told apart, captures are tried again this often, in milliseconds. */
const RETRY_INTERVAL = 200;

/** Pictures of views that are over that are kept: each takes 11 bytes a pixel. */
const MOST_RESTING = 1;

export interface ScreenEngineOptions {
  /** @throws PlatformError when the screen cannot be had */
  readonly openSource: () => ScreenSource;
  readonly makeTracker: (width: number, height: number) => ChangeTracker;
  readonly compress: (bytes: Uint8Array) => Uint8Array;
  /** For what moves; without it everything is sent exactly at once. */
  readonly makeLossyEncoder?: (width: number, height: number) => LossyEncoder;
  readonly clock: Clock;
  /** Calls once, as soon as what is happening now is through: `setImmediate`. */
  readonly soon: (act: () => void) => void;
  readonly post: (message: FromScreen) => void;
}

interface OpenScreen {
  readonly source: ScreenSource;
  /** Whether the source has announced changes that were not taken yet. */
  hasChanged: boolean;
  layout: DesktopLayout;
  cursor: CursorShape | undefined;
  pointer: { readonly x: number; readonly y: number };
}

/**
 * The screen for all viewers. Damage leads to a capture at once when the last one is long enough ago; without damage
 * nothing is done, and without a viewer that has room it is only looked at, now and then. The screen is open only while
 * somebody views.
 */
export class ScreenEngine {
  readonly #options: ScreenEngineOptions;
  readonly #viewers = new Map<number, Viewer>();
  #pictures: Picture[] = [];
  /** Of views that are over: whoever views the same next finds the memory taken already. */
  #resting: Picture[] = [];
  #protected: ProtectedProcesses | undefined;
  #screen: OpenScreen | undefined;
  #lastPass = Number.NEGATIVE_INFINITY;
  #isDue = false;
  #timer: Timer | undefined;
  #followUp: Timer | undefined;
  #look: Timer | undefined;

  constructor(options: ScreenEngineOptions) {
    this.#options = options;
  }

  /** Follows one message. */
  handle(message: ToScreen): void {
    switch (message.type) {
      case 'protect':
        this.#protected = message.processes;
        this.#screen?.source.protect(message.processes);
        return;
      case 'view':
        this.#guarded(() => this.#view(message));
        this.#options.post({ type: 'view-taken', viewer: message.viewer });
        return;
      case 'stop':
        this.#viewers.delete(message.viewer);
        this.#dropUnused();
        return;
      case 'shown':
        this.#viewers.get(message.viewer)?.shown(message.frame, this.#options.clock.monotonic());
        this.#wake();
        return;
    }
  }

  /** Takes the memory that the picture of all monitors needs, which takes longer than to use it. Looks at no pixel. */
  prepare(): void {
    if (this.#screen !== undefined || this.#resting.length > 0) return;
    try {
      const source = this.#options.openSource();
      const { width, height } = source.layout();
      source.prepare(width, height);
      source.close();
      const tracker = this.#options.makeTracker(width, height);
      tracker.prepare();
      this.#resting = [new Picture(0, { x: 0, y: 0, width, height }, tracker)];
    } catch {
      // Whoever views is told what is wrong.
    }
  }

  /** Whether anybody views. */
  get isViewed(): boolean {
    return this.#viewers.size > 0;
  }

  /** Lets go of the screen and of all viewers. */
  close(): void {
    this.#viewers.clear();
    this.#dropUnused();
  }

  #view({ viewer: peer, ...wish }: ViewWish & { readonly viewer: number }): void {
    const screen = this.#open();
    const before = this.#viewers.get(peer);
    this.#viewers.delete(peer);
    this.#addViewer(screen, peer, wish, before?.nextFrame ?? 1, before?.link ?? new LinkEstimate());
    this.#dropUnused();
    this.#wake();
  }

  #addViewer(screen: OpenScreen, peer: number, wish: ViewWish, firstFrame: number, link: LinkEstimate): void {
    const { view, monitor, version } = wish;
    const picture = this.#pictureOf(screen.layout, monitor);
    const { compress, makeLossyEncoder } = this.#options;
    const lossy = makeLossyEncoder === undefined ? {} : { makeLossyEncoder };
    const stream = createViewerStream(picture.tracker, { compress, version, ...lossy });
    const send = (frame: AppletFrame): void => {
      this.#options.post({
        type: 'frame',
        viewer: peer,
        view,
        frame: frame.type,
        payload: writeAppletFrame(frame),
      });
    };
    this.#viewers.set(peer, new Viewer(wish, picture, stream, firstFrame, link, send));
    this.#options.post({ type: 'shown-area', viewer: peer, view, area: picture.region });
  }

  #pictureOf(layout: DesktopLayout, wanted: number): Picture {
    const chosen = layout.monitors.find(({ id }) => id === wanted);
    const monitor = chosen?.id ?? 0;
    const known = this.#pictures.find((picture) => picture.monitor === monitor);
    if (known !== undefined) return known;
    const { x, y, width, height }: Rect = chosen ?? {
      x: 0,
      y: 0,
      width: layout.width,
      height: layout.height,
    };
    const region = { x, y, width, height };
    const resting = this.#resting.find((each) => each.monitor === monitor && sameRect(each.region, region));
    this.#resting = this.#resting.filter((each) => each !== resting);
    const picture = resting ?? new Picture(monitor, region, this.#options.makeTracker(width, height));
    picture.addDamage('all');
    this.#pictures.push(picture);
    return picture;
  }

  #open(): OpenScreen {
    if (this.#screen !== undefined) return this.#screen;
    const source = this.#options.openSource();
    if (this.#protected !== undefined) source.protect(this.#protected);
    const screen = {
      source,
      hasChanged: true,
      layout: source.layout(),
      cursor: source.cursorShape(),
      pointer: source.pointer(),
    };
    this.#screen = screen;
    source.listen((event) => this.#event(screen, event));
    return screen;
  }

  #event(screen: OpenScreen, event: ScreenEvent): void {
    if (screen !== this.#screen) return;
    switch (event.kind) {
      case 'changed':
        screen.hasChanged = true;
        this.#wake();
        return;
      case 'pointer':
        screen.pointer = { x: event.x, y: event.y };
        this.#wake();
        return;
      case 'cursor-shape':
        screen.cursor = event.shape;
        this.#wake();
        return;
      case 'layout':
        screen.layout = event.layout;
        this.#guarded(() => this.#renewViews(screen));
        return;
      case 'gone':
        this.#fail(new PlatformError('display-gone', 'The display is gone.'));
        return;
    }
  }

  #renewViews(screen: OpenScreen): void {
    this.#pictures = [];
    for (const [peer, { wish, picture, nextFrame, link }] of [...this.#viewers]) {
      this.#addViewer(screen, peer, { ...wish, monitor: picture.monitor }, nextFrame, link);
    }
    this.#wake();
  }

  #wake(): void {
    if (this.#isDue || this.#screen === undefined) return;
    this.#isDue = true;
    const wait = this.#lastPass + CAPTURE_INTERVAL - this.#options.clock.monotonic();
    const pass = (): void => {
      this.#isDue = false;
      this.#guarded(() => this.#pass());
    };
    // Straight after the events that are there already, never inside of one.
    if (wait <= 0) this.#options.soon(pass);
    else this.#timer = this.#options.clock.after(wait, pass);
  }

  #pass(): void {
    const screen = this.#screen;
    if (screen === undefined) return;
    const now = this.#options.clock.monotonic();
    const ready = [...this.#viewers.values()].filter((viewer) => viewer.hasRoom);
    // Whoever makes room wakes this up again.
    const looking = ready.length > 0 ? ready : this.#lookedFor(screen, now);
    if (looking.length === 0) return;
    this.#look?.cancel();
    this.#lastPass = now;
    if (screen.hasChanged) {
      screen.hasChanged = false;
      const changes = screen.source.takeChanges();
      for (const picture of this.#pictures) picture.addDamage(changes);
    }
    for (const picture of this.#pictures) {
      if (picture.isStale && looking.some((viewer) => viewer.picture === picture))
        this.#capture(screen, picture);
    }
    for (const viewer of ready) {
      viewer.sendScene(screen, this.#options.clock.monotonic());
      if (!viewer.picture.isStale) viewer.sendUpdates(this.#options.clock.monotonic());
    }
    this.#followUp?.cancel();
    this.#followUp = undefined;
    const waits = ready.flatMap(({ isWaiting, shapeDue }) => [
      ...(isWaiting ? [FOLLOW_UP] : []),
      ...(shapeDue === undefined ? [] : [Math.max(1, Math.ceil(shapeDue - now))]),
    ]);
    if (waits.length > 0) {
      this.#followUp = this.#options.clock.after(Math.min(...waits), () => this.#wake());
    }
  }

  /**
   * While no viewer has room: those for whom the screen is to be looked at now. Not where something moves as a whole: that
   * is no film, and one long step of it costs less than several short ones.
   */
  #lookedFor(screen: OpenScreen, now: number): readonly Viewer[] {
    if (!screen.hasChanged && !this.#pictures.some(({ isStale }) => isStale)) return [];
    const slow = [...this.#viewers.values()].filter(
      ({ sentAt, picture }) => now - sentAt < LOOK_FOR && !picture.hasMoved,
    );
    const wait = this.#lastPass + LOOK_INTERVAL - now;
    if (slow.length === 0 || wait <= 0) return slow;
    this.#look?.cancel();
    this.#look = this.#options.clock.after(wait, () => this.#wake());
    return [];
  }

  #capture(screen: OpenScreen, picture: Picture, part: Rect = picture.stalePart): void {
    const takenAt = this.#options.clock.monotonic();
    const result = screen.source.capture(picture.region, part);
    switch (result.kind) {
      case 'pixels': {
        const { view, region, masks } = result;
        // The desktop has just become smaller; its new layout is on the way.
        if (!isWithin(part, region)) return;
        const changed = picture.ingest(view, region, masks, takenAt);
        if (changed === undefined) {
          this.#capture(screen, picture, picture.region);
          return;
        }
        for (const viewer of this.#viewers.values())
          if (viewer.picture === picture) viewer.stream.mark(changed);
        return;
      }
      case 'unidentified':
        this.#timer = this.#options.clock.after(RETRY_INTERVAL, () => this.#wake());
        return;
      case 'outside':
        return;
    }
  }

  #dropUnused(): void {
    const used = [...this.#viewers.values()].map(({ picture }) => picture);
    const unused = this.#pictures.filter((picture) => !used.includes(picture));
    this.#resting = [...unused, ...this.#resting].slice(0, MOST_RESTING);
    this.#pictures = this.#pictures.filter((picture) => used.includes(picture));
    if (this.#viewers.size > 0) return;
    this.#timer?.cancel();
    this.#followUp?.cancel();
    this.#look?.cancel();
    this.#isDue = false;
    const screen = this.#screen;
    this.#screen = undefined;
    screen?.source.close();
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const code = error instanceof PlatformError ? error.code : 'unknown';
    this.close();
    this.#options.post({
      type: 'failed',
      code,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}
