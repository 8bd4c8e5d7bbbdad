import { type AppletSystem, type Applets, SYSTEM_NAMES, systemsOf } from './device.ts';
import { GUIDE_IDS, GUIDES, type GuideId, type GuideStep, type GuideWords } from './guides.ts';
import { type Html, html, sitePath } from './html.ts';
import { PICTURE_SIZE } from './pictures/parts.ts';

/** What a guide on the page needs to know. */
export interface GuideView extends GuideWords {
  readonly guide: GuideId;
  /** Path of the support program on this site. */
  readonly downloadUrl: string;
  /** Whether the download has been started by the page. */
  readonly automatic: boolean;
}

/** The steps of one browser, each with its picture, and the way to the file. */
export function guideView(view: GuideView): Html {
  const { guide, fileName } = view;
  const { browser, system, steps } = GUIDES[guide];
  const download = sitePath(view.downloadUrl);
  const name = SYSTEM_NAMES[system];
  return html`<h2>Run the support program</h2>
<p>These are the steps for <strong>${browser}</strong> on <strong>${name}</strong>. <a href="#others">Another browser or
system?</a></p>
${
  view.automatic
    ? html`<p>Download did not start? <a href="${download}" download="${fileName}">Download the support program</a></p>`
    : html`<p><a class="button" href="${download}" download="${fileName}">Download the support program for ${name}</a></p>`
}
<ol class="guide">${steps(view).map(stepView)}</ol>
<p class="hint">The support program must be running for your technician to be able to help you. It is removed from your
computer at the end of the session, and the downloaded file with it.</p>`;
}

function stepView({ text, picture, below }: GuideStep): Html {
  const { width, height } = PICTURE_SIZE;
  return html`<li><div class="guide-row"><div class="guide-text">${text}</div>
<div class="guide-picture"><img src="/assets/${picture}.svg" alt="" width="${width}" height="${height}"></div></div>${below}</li>
`;
}

/** Links to the steps of every browser for which this server has a program; they work without scripts. */
export function otherGuides(pageUrl: string, applets: Applets, shown: GuideId | undefined): Html {
  const rows = systemsOf(applets).map((system) => {
    const links = GUIDE_IDS.filter((id) => GUIDES[id].system === system).map((id) =>
      linkTo(id, pageUrl, id === shown),
    );
    return html`<li><strong>${SYSTEM_NAMES[system satisfies AppletSystem]}:</strong>
<ul>${links}</ul></li>`;
  });
  return html`<nav id="others" class="others" aria-labelledby="others-title">
<h2 id="others-title">Steps for your browser</h2>
<ul>${rows}</ul>
</nav>`;
}

function linkTo(id: GuideId, pageUrl: string, shown: boolean): Html {
  const href = sitePath(`${pageUrl}?steps=${id}`);
  const { browser, system } = GUIDES[id];
  return html`<li><a href="${href}" aria-label="${browser} on ${SYSTEM_NAMES[system]}"${
    shown && html` aria-current="true"`
  }>${browser}</a></li>`;
}
