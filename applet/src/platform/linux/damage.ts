import { boundingBox } from '../geometry.ts';
import type { Rect } from '../platform.ts';
import type { XConnection } from './x-connection.ts';
import { type Extension, findExtension } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** DAMAGE 1.1 and XFIXES 2.0 (regions). */
const DAMAGE = { queryVersion: 0, create: 1, subtract: 3 } as const;
const XFIXES = { queryVersion: 0, createRegion: 5, fetchRegion: 19 } as const;
/** One event when something changes, none more until the damage is subtracted. */
const REPORT_NON_EMPTY = 3;
const NONE = 0;
export const MAX_CHANGES = 256;

/** Where pixels of the desktop change, by the DAMAGE extension. */
export class Damage {
  readonly #connection: XConnection;
  readonly #damage: Extension;
  readonly #fixes: Extension;
  readonly #damageId: number;
  readonly #regionId: number;

  private constructor(connection: XConnection, damage: Extension, fixes: Extension) {
    this.#connection = connection;
    this.#damage = damage;
    this.#fixes = fixes;
    this.#damageId = connection.newId();
    this.#regionId = connection.newId();
    connection.post(damage.major, DAMAGE.create, [this.#damageId, connection.root, REPORT_NON_EMPTY]);
    connection.post(fixes.major, XFIXES.createRegion, [this.#regionId]);
  }

  /** @returns `undefined` when the display cannot tell what changes */
  static on(connection: XConnection): Damage | undefined {
    const damage = findExtension(connection, 'DAMAGE');
    const fixes = findExtension(connection, 'XFIXES');
    if (damage === undefined || fixes === undefined) return undefined;
    if (connection.query(damage.major, DAMAGE.queryVersion, [1, 1]) === undefined) return undefined;
    const version = connection.query(fixes.major, XFIXES.queryVersion, [2, 0]);
    if (version === undefined || version.u32(8) < 2) return undefined;
    return new Damage(connection, damage, fixes);
  }

  /** Is this event word of a change? */
  announces(event: XReply): boolean {
    return (event.u8(0) & 0x7f) === this.#damage.firstEvent;
  }

  /** The changes since the last call; at most {@link MAX_CHANGES}, else their bounding box. */
  take(): Rect[] {
    this.#connection.post(this.#damage.major, DAMAGE.subtract, [this.#damageId, NONE, this.#regionId]);
    const reply = this.#connection.query(this.#fixes.major, XFIXES.fetchRegion, [this.#regionId]);
    if (reply === undefined) return [];
    const rects: Rect[] = [];
    for (let offset = 32; offset + 8 <= reply.length; offset += 8) {
      const rect = {
        x: reply.i16(offset),
        y: reply.i16(offset + 2),
        width: reply.u16(offset + 4),
        height: reply.u16(offset + 6),
      };
      if (rect.width > 0 && rect.height > 0) rects.push(rect);
    }
    const box = boundingBox(rects);
    return rects.length > MAX_CHANGES && box !== undefined ? [box] : rects;
  }
}
