/**
 * Carries IP packets between an interface here and one in another network namespace, as a slower link would:
 * `node bench/src/link/shaper.ts SHAPE NAME OTHER_NAME NAMESPACE`. Says `ready` when both interfaces are there; ends with
 * its standard input.
 */
import { read, writeSync } from 'node:fs';
import { random } from '../measure/random.ts';
import { LINK_SHAPES, scheduleFor } from './shape.ts';
import { openTun } from './tun.ts';

/** Largest packet of the interfaces, and some. */
const MAX_PACKET = 2048;

const [shapeName = '', name = '', otherName = '', namespace = ''] = process.argv.slice(2);
const shape = LINK_SHAPES[shapeName];
if (shape === undefined) throw new Error(`no such link: ${shapeName}`);

function carry(from: number, to: number, schedule: ReturnType<typeof scheduleFor>): void {
  const waiting: { readonly packet: Buffer; readonly at: number }[] = [];
  let isArmed = false;
  const deliver = (): void => {
    isArmed = false;
    const now = performance.now();
    while (waiting[0] !== undefined && waiting[0].at <= now) {
      const [next] = waiting.splice(0, 1);
      if (next === undefined) return;
      try {
        writeSync(to, next.packet);
      } catch {
        // The interface is down: nobody listens there any more.
      }
    }
    arm();
  };
  const arm = (): void => {
    const [next] = waiting;
    if (next === undefined || isArmed) return;
    isArmed = true;
    setTimeout(deliver, Math.max(0, next.at - performance.now()));
  };
  const listen = (): void => {
    const buffer = Buffer.allocUnsafe(MAX_PACKET);
    read(from, buffer, 0, MAX_PACKET, null, (error, length) => {
      if (error !== null) return;
      const at = schedule(length, performance.now());
      if (at !== undefined) waiting.push({ packet: buffer.subarray(0, length), at });
      arm();
      listen();
    });
  };
  listen();
}

const here = openTun(name);
const there = openTun(otherName, namespace);
carry(here, there, scheduleFor(shape, random(1)));
carry(there, here, scheduleFor(shape, random(2)));
process.stdin.resume().on('end', () => process.exit());
console.log('ready');
