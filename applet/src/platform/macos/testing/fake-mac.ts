import type { ImageBytes, MacCalls, Point, PointRect } from '../mac-calls.ts';

/** A window of the pretended desktop; `shade` is what its pixels are. */
export interface FakeWindow {
  readonly id: number;
  readonly owner: number;
  readonly bounds: PointRect;
  readonly layer?: number;
  readonly shade: number;
  readonly isMinimised?: boolean;
}

export interface FakeDisplay {
  readonly bounds: PointRect;
  readonly scale: number;
  readonly isBuiltIn?: boolean;
}

type Value =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'rect'; readonly rect: PointRect }
  | { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, bigint> }
  | { readonly kind: 'array'; readonly items: readonly bigint[] }
  | { readonly kind: 'ids'; readonly ids: readonly number[] }
  | { readonly kind: 'image'; readonly image: ImageBytes };

/** BGRA without alpha, as the window server hands pictures out: 32Little | NoneSkipFirst. */
const USUAL_FORMAT = 0x2006;
export const WALLPAPER = 0x11;

/**
 * A Mac, as far as its own calls are concerned: displays, windows with one shade each, events that are written down.
 * Objects are counted: what is made has to be given back exactly once, and nothing may be used after that.
 */
export class FakeMac {
  displays: FakeDisplay[] = [{ bounds: { x: 0, y: 0, width: 40, height: 30 }, scale: 1, isBuiltIn: true }];
  /** From front to back. */
  windows: FakeWindow[] = [];
  readonly families = new Map<number, readonly number[]>();
  focused: number | undefined;
  place: Point = { x: 0, y: 0 };
  canCapture = true;
  isTrusted = true;
  hasDesktop = true;
  bitmapInfo = USUAL_FORMAT;
  /** What keys type, by `code` and `code+shift`. */
  readonly layout = new Map<string, string>();
  /** Everything that was posted, in words. */
  readonly posted: string[] = [];
  readonly asked: string[] = [];
  readonly #objects = new Map<bigint, Value>();
  readonly #owned = new Set<bigint>();
  #next = 1000n;

  /** Objects that were made and not given back. */
  get alive(): number {
    return this.#owned.size;
  }

  readonly calls: MacCalls = {
    displays: {
      activeDisplays: () => this.displays.map((_, index) => index),
      bounds: (display) => this.#display(display).bounds,
      pixelsWide: (display) => this.#display(display).bounds.width * this.#display(display).scale,
      isBuiltIn: (display) => this.#display(display).isBuiltIn === true,
      pointer: () => this.place,
    },
    windows: {
      copyWindowInfo: (which) => (this.hasDesktop ? this.#windowInfo(which) : null),
      createImage: (area, windows) => this.#createImage(area, windows),
      imageBytes: (image) => this.#get(image, 'image').image,
    },
    foundation: {
      release: (object) => {
        if (!this.#owned.delete(object)) throw new Error('given back what is not owned');
        this.#objects.delete(object);
      },
      count: (array) => this.#get(array, 'array').items.length,
      item: (array, index) => this.#get(array, 'array').items[index] ?? 0n,
      value: (dictionary, key) => this.#get(dictionary, 'dictionary').entries.get(key) ?? null,
      number: (object) => this.#get(object, 'number').number,
      rect: (dictionary) => this.#get(dictionary, 'rect').rect,
      makeIdArray: (ids) => this.#own({ kind: 'ids', ids }),
    },
    events: {
      postKey: (keyCode, down, flags, text) => {
        const what = text === undefined ? `key ${keyCode}` : `text ${text}`;
        this.posted.push(`${what} ${down ? 'down' : 'up'}${flags === 0 ? '' : ` ${flags.toString(16)}`}`);
      },
      postMouse: (type, at, button, flags, clicks) => {
        this.place = at;
        const more = `${flags === 0 ? '' : ` ${flags.toString(16)}`}${clicks > 1 ? ` ×${clicks}` : ''}`;
        this.posted.push(`mouse ${type} ${at.x},${at.y} b${button}${more}`);
      },
      postScroll: (rows, columns) => this.posted.push(`scroll ${rows},${columns}`),
      translate: (keyCode, shift) => this.layout.get(shift ? `${keyCode}+shift` : `${keyCode}`) ?? '',
    },
    processes: {
      children: (process) => this.families.get(process) ?? [],
      focused: () => this.focused,
    },
    access: {
      canCapture: () => this.canCapture,
      askCapture: () => this.asked.push('screen'),
      isTrusted: (ask) => {
        if (ask) this.asked.push('control');
        return this.isTrusted;
      },
    },
  };

  #display(index: number): FakeDisplay {
    const display = this.displays[index];
    if (display === undefined) throw new Error('no such display');
    return display;
  }

  #windowInfo(which: 'on-screen' | 'all'): bigint {
    const listed = this.windows.filter(({ isMinimised }) => which === 'all' || isMinimised !== true);
    const items = listed.map(({ id, owner, layer = 0, bounds }) => {
      const entries = new Map([
        ['kCGWindowNumber', this.#borrow({ kind: 'number', number: id })],
        ['kCGWindowOwnerPID', this.#borrow({ kind: 'number', number: owner })],
        ['kCGWindowLayer', this.#borrow({ kind: 'number', number: layer })],
        ['kCGWindowBounds', this.#borrow({ kind: 'rect', rect: bounds })],
      ]);
      return this.#borrow({ kind: 'dictionary', entries });
    });
    // What macOS lists besides, without what makes it a window.
    items.push(this.#borrow({ kind: 'dictionary', entries: new Map() }));
    return this.#own({ kind: 'array', items });
  }

  /** The windows of the list over the wallpaper, as fine as the finest display that the area touches. */
  #createImage(area: PointRect, list: bigint): bigint {
    const { ids } = this.#get(list, 'ids');
    const touched = this.displays.filter(({ bounds }) => overlap(bounds, area));
    const scale = Math.max(1, ...touched.map((display) => display.scale));
    const width = area.width * scale;
    const height = area.height * scale;
    // Rows are padded, as macOS pads them.
    const stride = width * 4 + 16;
    const bytes = new Uint8Array(stride * height);
    const backToFront = this.windows.filter(
      ({ id, isMinimised }) => ids.includes(id) && isMinimised !== true,
    );
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const point = { x: area.x + x / scale, y: area.y + y / scale };
        const front = backToFront.find(({ bounds }) => contains(bounds, point));
        bytes.fill(front?.shade ?? WALLPAPER, y * stride + x * 4, y * stride + x * 4 + 4);
      }
    }
    const { bitmapInfo } = this;
    return this.#own({
      kind: 'image',
      image: { width, height, stride, bitsPerPixel: 32, bitmapInfo, bytes },
    });
  }

  #own(value: Value): bigint {
    const object = this.#borrow(value);
    this.#owned.add(object);
    return object;
  }

  #borrow(value: Value): bigint {
    this.#next += 16n;
    this.#objects.set(this.#next, value);
    return this.#next;
  }

  #get<K extends Value['kind']>(object: bigint, kind: K): Extract<Value, { kind: K }> {
    const value = this.#objects.get(object);
    if (!isOf(value, kind)) throw new Error(`no ${kind}, or given back already`);
    return value;
  }
}

function isOf<K extends Value['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Value, { kind: K }> {
  return value?.kind === kind;
}

function contains(bounds: PointRect, { x, y }: Point): boolean {
  return x >= bounds.x && y >= bounds.y && x < bounds.x + bounds.width && y < bounds.y + bounds.height;
}

function overlap(a: PointRect, b: PointRect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
