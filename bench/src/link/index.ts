import type { Link } from './link.ts';
import { loopback } from './loopback.ts';
import { LINK_SHAPES } from './shape.ts';
import { shapedLink } from './shaped.ts';

/** What can be told on the command line. */
export const LINK_NAMES: readonly string[] = ['loopback', ...Object.keys(LINK_SHAPES)];

/** Those that lose nothing. */
export const LOSSLESS_NAMES = LINK_NAMES.filter((name) => (LINK_SHAPES[name]?.loss ?? 0) === 0);

/** @param name one of {@link LINK_NAMES} */
export function openLink(name: string): Promise<Link> {
  return name === 'loopback' ? Promise.resolve(loopback()) : shapedLink(name);
}
