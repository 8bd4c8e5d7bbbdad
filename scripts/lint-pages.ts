import { loadPageAssets } from '../server/src/pages/assets.ts';
import { scriptFindings, styleFindings } from '../server/src/pages/testing/old-browser-lint.ts';

/** Checks that old browsers understand the stylesheet and the script of the customers' pages, as they are served. */
const assets = loadPageAssets();
const served = (name: string): string => assets.get(name)?.body.toString() ?? '';
const findings = [
  ...(await styleFindings(served('pages.css'))).map((text) => `pages.css ${text}`),
  ...(await scriptFindings(served('journey.js'))).map((text) => `journey.js ${text}`),
];
for (const finding of findings) console.log(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
