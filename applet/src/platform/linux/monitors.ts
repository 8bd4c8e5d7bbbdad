import { intersection } from '../geometry.ts';
import { numbered } from '../monitor-numbers.ts';
import type { DesktopLayout, Monitor } from '../platform.ts';
import type { Cookie, XConnection } from './x-connection.ts';
import { CORE, EVENT, type Extension, findExtension } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** RANDR 1.5. */
const RANDR = { queryVersion: 0, selectInput: 4, getMonitors: 42 } as const;
const ANY_CHANGE = 0b111;
const GET_ATOM_NAME = 17;
const MAX_MONITORS = 32;

/** The monitors of the desktop, by the RANDR extension; one monitor as large as the desktop where it cannot tell. */
export class Monitors {
  readonly #connection: XConnection;
  readonly #randr: Extension | undefined;

  constructor(connection: XConnection) {
    this.#connection = connection;
    const randr = findExtension(connection, 'RANDR');
    const version = randr && connection.query(randr.major, RANDR.queryVersion, [1, 5]);
    const recent = version !== undefined && (version.u32(8) > 1 || version.u32(12) >= 5);
    this.#randr = recent ? randr : undefined;
    if (this.#randr) connection.post(this.#randr.major, RANDR.selectInput, [connection.root, ANY_CHANGE]);
  }

  /** Is this event word of a change? Needs the structure events of the root window. */
  announces(event: XReply): boolean {
    const type = event.u8(0) & 0x7f;
    // Monitors that are made of others (`xrandr --setmonitor`) change no output; the server tells of them in this way only.
    if (type === EVENT.configureNotify) return event.u32(8) === this.#connection.root;
    if (this.#randr === undefined) return false;
    return type === this.#randr.firstEvent || type === this.#randr.firstEvent + 1;
  }

  desktopSize(asked: Cookie = this.askDesktopSize()): { readonly width: number; readonly height: number } {
    const geometry = this.#connection.collect(asked);
    return { width: geometry?.u16(16) ?? 1, height: geometry?.u16(18) ?? 1 };
  }

  /** Sends the question ahead, so that it travels together with others. */
  askDesktopSize(): Cookie {
    return this.#connection.ask(CORE.getGeometry, 0, [this.#connection.root]);
  }

  layout(): DesktopLayout {
    const { width, height } = this.desktopSize();
    const desktop = { x: 0, y: 0, width, height };
    // A monitor may be said to reach beyond the desktop (`xrandr --setmonitor`), where there is no pixel.
    const found = this.#read()
      .flatMap((monitor) => {
        const visible = intersection(monitor, desktop);
        return visible === undefined ? [] : [{ ...monitor, ...visible }];
      })
      .sort((a, b) => Number(b.primary) - Number(a.primary));
    const whole = { name: 'desktop', primary: true, ...desktop };
    return { width, height, monitors: numbered(found.length > 0 ? found : [whole]) };
  }

  #read(): Omit<Monitor, 'id'>[] {
    const c = this.#connection;
    const onlyActive = 1;
    const reply = this.#randr && c.query(this.#randr.major, RANDR.getMonitors, [c.root, onlyActive]);
    if (reply === undefined) return [];
    const found: { atom: number; monitor: Omit<Monitor, 'id' | 'name'> }[] = [];
    let offset = 32;
    for (
      let index = 0;
      index < Math.min(reply.u32(12), MAX_MONITORS) && offset + 24 <= reply.length;
      index += 1
    ) {
      const monitor = {
        primary: reply.u8(offset + 4) !== 0,
        x: reply.i16(offset + 8),
        y: reply.i16(offset + 10),
        width: reply.u16(offset + 12),
        height: reply.u16(offset + 14),
      };
      if (monitor.width > 0 && monitor.height > 0) found.push({ atom: reply.u32(offset), monitor });
      offset += 24 + reply.u16(offset + 6) * 4;
    }
    const names = found.map(({ atom }) => c.ask(GET_ATOM_NAME, 0, [atom]));
    return found.map(({ monitor }, index) => {
      const cookie = names[index];
      const answer = cookie === undefined ? undefined : c.collect(cookie);
      const name = answer ? answer.text(32, Math.min(answer.u16(8), 64)) : `monitor ${index + 1}`;
      return { ...monitor, name };
    });
  }
}
