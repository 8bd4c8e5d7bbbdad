// Serves every scene of the customer's window, for looking at by hand: node customer/src/dev/main.ts
import { SCENE_NAMES, SCENES } from './scenes.ts';
import { startScriptedApplet } from './scripted-applet.ts';

for (const scene of SCENE_NAMES) {
  const applet = await startScriptedApplet(SCENES[scene]());
  console.log(`${scene.padEnd(14)} ${applet.url}`);
}
