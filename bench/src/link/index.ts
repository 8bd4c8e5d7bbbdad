import type { Link } from './link.ts';
import { loopback } from './loopback.ts';

/** @param name as on the command line */
export async function openLink(name: string): Promise<Link> {
  if (name === 'loopback') return loopback();
  throw new Error(`no such link: ${name}`);
}
