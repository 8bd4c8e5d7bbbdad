/**
 * The applet's size, and the time from running it until it waits for the technician: `node bench/src/product/applet-start.ts`.
 */
import { openStage } from '@throwline/testbed/stage.ts';

const stage = await openStage({ desktop: { width: 1920, height: 1080 } });
try {
  console.log(`applet’s file: ${(stage.appletBytes / 1e6).toFixed(1)} MB (bar: ≤ 35)`);
  console.log(`running it → Waiting: ${(stage.runToWaiting / 1000).toFixed(2)} s (bar: ≤ 4)`);
} finally {
  await stage.close();
}
process.exit();
