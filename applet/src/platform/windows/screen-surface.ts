import koffi from 'koffi';
import type { PixelView, Rect } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import { type DibSection, type Gdi32, gdi32 } from './gdi32.ts';
import type { Handle } from './library.ts';
import { user32 } from './user32.ts';

const BYTES_PER_PIXEL = 4;

interface Page {
  readonly section: DibSection;
  readonly bytes: Buffer<ArrayBuffer>;
}

/**
 * Memory for pictures of one size, taken by turns into two pages, so that the newest can be compared with the one
 * before.
 */
export class ScreenSurface {
  readonly width: number;
  readonly height: number;
  readonly #gdi: Gdi32 = gdi32();
  readonly #context: Handle;
  #current: Page;
  #previous: Page;
  #isFirst = true;

  /** @throws PlatformError `capture-failed` when there is no memory for it */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#context = this.#gdi.createCompatibleDc(0);
    this.#current = this.#newPage();
    this.#previous = this.#newPage();
  }

  /**
   * Copies a rectangle of the screen.
   * @param x of the screen, not of the desktop
   * @returns `undefined` when Windows hands out nothing, as while it asks for an administrator's consent or is locked
   */
  capture(x: number, y: number): PixelView | undefined {
    [this.#current, this.#previous] = [this.#previous, this.#current];
    const { section, bytes } = this.#current;
    const user = user32();
    const source = user.getDc();
    if (source === 0) return undefined;
    const before = this.#gdi.selectObject(this.#context, section.bitmap);
    const isCopied = this.#gdi.bitBlt(this.#context, this.width, this.height, source, x, y);
    this.#gdi.flush();
    this.#gdi.selectObject(this.#context, before);
    user.releaseDc(source);
    if (!isCopied) return undefined;
    return { data: bytes, width: this.width, height: this.height, stride: this.width * BYTES_PER_PIXEL };
  }

  /** Whether the newest picture, as it has been made up since, differs from the one before. */
  differs(): boolean {
    const wasFirst = this.#isFirst;
    this.#isFirst = false;
    return wasFirst || !this.#current.bytes.equals(this.#previous.bytes);
  }

  close(): void {
    for (const { section, bytes } of [this.#current, this.#previous]) {
      // Views that were handed out must turn empty before the memory under them goes.
      bytes.buffer.transfer();
      this.#gdi.deleteObject(section.bitmap);
    }
    this.#gdi.deleteDc(this.#context);
  }

  #newPage(): Page {
    const section = this.#gdi.createDibSection(this.#context, this.width, this.height);
    if (section === undefined) {
      throw new PlatformError('capture-failed', 'Windows has no memory for a picture of the screen.');
    }
    const view = koffi.view(section.address, this.width * this.height * BYTES_PER_PIXEL);
    return { section, bytes: Buffer.from(view) };
  }
}

/** Regions that are shown at once keep their memory; older ones give it back. */
const MAX_SURFACES = 4;

/** The surfaces of the regions that are shown. */
export class ScreenSurfaces {
  #surfaces: { readonly region: Rect; readonly surface: ScreenSurface }[] = [];

  of(region: Rect): ScreenSurface {
    const key = JSON.stringify(region);
    const known = this.#surfaces.find((each) => JSON.stringify(each.region) === key);
    if (known !== undefined) return known.surface;
    const surface = new ScreenSurface(region.width, region.height);
    this.#surfaces.unshift({ region, surface });
    for (const { surface: old } of this.#surfaces.splice(MAX_SURFACES)) old.close();
    return surface;
  }

  close(): void {
    for (const { surface } of this.#surfaces.splice(0)) surface.close();
  }
}
