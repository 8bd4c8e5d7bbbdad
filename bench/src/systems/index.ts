import { meshcentral } from './meshcentral.ts';
import type { System } from './system.ts';
import { throwline } from './throwline.ts';
import { tigervnc } from './tigervnc.ts';
import { xpra } from './xpra.ts';

/** All systems that can be measured, Throwline first. */
export const SYSTEMS: readonly System[] = [throwline, tigervnc, meshcentral, xpra];
