import { connect } from './connect.ts';
import { echo } from './echo.ts';
import { idle } from './idle.ts';
import type { Scene } from './scene.ts';
import { scroll } from './scroll.ts';
import { typing } from './typing.ts';
import { video } from './video.ts';

/** All scenes but {@link connect}, which comes first in any case. */
export const SCENES: Readonly<Record<string, Scene>> = { echo, typing, scroll, video, idle };

export { connect };

export const SCENE_NAMES: readonly string[] = ['connect', ...Object.keys(SCENES)];
