import { countWire, type WireCounter } from '../measure/wire-counter.ts';
import type { Link } from './link.ts';

/** No link at all: loopback. Bytes are counted by a proxy before the server, above TCP. */
export function loopback(): Link {
  const counters: WireCounter[] = [];
  return {
    name: 'loopback',
    host: '127.0.0.1',
    browser: '/usr/bin/chromium',
    async lead(port) {
      const counter = await countWire(port);
      counters.push(counter);
      return counter.port;
    },
    bytes: () =>
      counters
        .map((each) => each.bytes())
        .reduce((sum, each) => ({ up: sum.up + each.up, down: sum.down + each.down }), { up: 0, down: 0 }),
    async close() {
      for (const counter of counters) counter.close();
    },
  };
}
