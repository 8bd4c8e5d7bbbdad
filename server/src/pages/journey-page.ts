import { unreachable } from '@throwline/protocol';
import {
  type AppletSystem,
  type Applets,
  type CustomerDevice,
  helpedComputers,
  systemsOf,
} from './device.ts';
import { guideView, otherGuides } from './guide-view.ts';
import { GUIDES, type GuideId } from './guides.ts';
import { type Html, html, sitePath } from './html.ts';
import { callerWarning, page } from './layout.ts';
import { type Offer, offerFor, type Reason } from './offer.ts';

/** How far the customer is. */
export type JourneyStep = 'download' | 'downloaded' | 'waiting' | 'active' | 'closed';

/** What the page shows that follows the right code. */
export interface JourneyView {
  /** How the customer came; absent: by a code. */
  readonly arrival?: 'invitation';
  readonly organisation: string;
  readonly technicianName: string;
  readonly step: JourneyStep;
  /**
   * After a code true the first time only: a reload must not download again. Behind an invitation's link always; without
   * scripts that page goes on under `pageUrl`, which starts no download.
   */
  readonly startDownload: boolean;
  /** Path of this page; the file for a system is below it, and `/status` answers `{step}` as JSON. */
  readonly pageUrl: string;
  /** The name of the file for each system, as it is served. */
  readonly fileNames: Readonly<Record<AppletSystem, string>>;
  readonly device: CustomerDevice;
  readonly applets: Applets;
  /** The steps that the customer has chosen by a link, instead of those for their browser. */
  readonly chosen?: GuideId;
}

const STEPS = ['Download', 'Run', 'Technician connects'] as const;

/** Index of the present one of {@link STEPS}; past the last one when all is done. journey.js has the same table. */
const PRESENT: Readonly<Record<JourneyStep, number>> = {
  download: 0,
  downloaded: 1,
  waiting: 2,
  active: 2,
  closed: 3,
};

/**
 * The page from the right code to the technician's coming. Starts the download by itself and follows the session:
 * with JavaScript in place, without it by reloading.
 * @throws RangeError when a path or the file name is not one of this site's
 */
export function journeyPage(view: JourneyView): string {
  const { organisation, step } = view;
  const offer = offerFor(view.device, view.applets, view.chosen);
  return page({
    title: titleOf(view),
    organisation,
    content: offer.kind === 'preparing' ? preparing(view) : journey(view, offer),
    script: true,
    ...(step === 'closed' ? {} : { reloadSeconds: 5 }),
    ...(view.arrival === 'invitation' && view.startDownload && offer.kind === 'steps'
      ? { reloadPath: view.pageUrl }
      : {}),
  });
}

function preparing(view: JourneyView): Html {
  return html`<div data-reload-after="5000">
<h1>One moment, please</h1>
${stepList('download')}
<div class="card">
<p class="status" role="status">The support program is being prepared. This page continues by itself as soon as it is ready,
in a minute or two.${view.arrival === undefined && ' Your code has been accepted.'}</p>
${view.arrival === undefined && html`<p class="hint">Your technician is ${view.technicianName}.</p>`}
</div>
</div>
${callerWarning()}`;
}

function journey(view: JourneyView, offer: Exclude<Offer, { kind: 'preparing' }>): Html {
  const { technicianName, step, pageUrl } = view;
  const says = sentences(view, offer);
  const panel = (steps: readonly JourneyStep[], content: Html): Html =>
    html`<section class="card" data-for="${steps.join(' ')}"${!steps.includes(step) && html` hidden`}>${content}</section>`;
  return html`<div id="journey" data-step="${step}" data-status-url="${sitePath(`${pageUrl}/status`)}"
 data-say-download="${says.download}" data-say-downloaded="${says.downloaded}" data-say-waiting="${says.waiting}"
 data-say-active="${says.active}" data-say-closed="${says.closed}">
<h1>${titleOf(view)}</h1>
${stepList(step)}
<p id="status" class="status" role="status" aria-live="polite">${says[step]}</p>
${panel(['download', 'downloaded'], run(view, offer))}
${panel(
  ['waiting'],
  html`<h2>Go to the support program’s window</h2>
<p>It is open on ${view.arrival === undefined ? 'this computer' : 'the computer it was run on'}. ${technicianName}
will start the session there. You can close this page.</p>
${
  view.arrival === 'invitation' &&
  html`<p class="hint">The link works for one computer only. If it was not you who ran the program, tell ${technicianName}.</p>`
}`,
)}
${panel(
  ['active'],
  html`<h2>Continue in the support program’s window</h2>
<p>There you can chat with ${technicianName}, answer questions with Yes or No, and end the session whenever you like.
You can close this page.</p>`,
)}
${panel(
  ['closed'],
  html`<h2>Thank you</h2>
<p>The support program removes itself and the downloaded file. For further help, ask for a new
${view.arrival === undefined ? 'code' : 'link'}.</p>
<p><a class="button" href="/">Go to the Support Connection page</a></p>`,
)}
${downloadFrame(view, offer)}
</div>
${callerWarning()}`;
}

function downloadFrame(view: JourneyView, offer: Offer): Html | undefined {
  if (offer.kind !== 'steps' || !offer.automatic || !view.startDownload) return undefined;
  // A mail scanner may have been here before the reader.
  const isDue = view.step === 'download' || (view.arrival === 'invitation' && view.step === 'downloaded');
  if (!isDue) return undefined;
  const url = downloadUrl(view, GUIDES[offer.guide].system);
  return html`<iframe hidden src="${url}" title="Download"></iframe>`;
}

function downloadUrl({ pageUrl, fileNames }: JourneyView, system: AppletSystem): string {
  return sitePath(`${pageUrl}/${fileNames[system]}`);
}

/** What the guide for customers calls the page. */
function titleOf({ arrival }: JourneyView): string {
  return arrival === undefined ? 'Support Connection' : 'Applet Download';
}

function sentences(
  { arrival, technicianName }: JourneyView,
  offer: Offer,
): Readonly<Record<JourneyStep, string>> {
  const automatic = offer.kind === 'steps' && offer.automatic;
  const welcome = arrival === undefined ? 'Your code is right.' : `${technicianName} has invited you.`;
  return {
    download: automatic
      ? `${welcome} The download starts by itself and should take no more than 15 to 30 seconds.`
      : welcome,
    downloaded:
      arrival === undefined
        ? 'The support program has been sent to this computer. Now run it.'
        : // Also true when a mail scanner has downloaded it before.
          'The support program is being sent to this computer. When the download is complete, run it.',
    waiting: `The support program is running. ${technicianName} will be with you in a moment.`,
    active: `${technicianName} is here.`,
    closed: 'The session has ended.',
  };
}

function stepList(step: JourneyStep): Html {
  const present = PRESENT[step];
  const items = STEPS.map((name, index) => {
    const state = index < present ? 'done' : index === present ? 'now' : 'later';
    return html`<li data-state="${state}"${state === 'now' && html` aria-current="step"`}><span class="step-number" aria-hidden="true">${
      index + 1
    }</span> <span class="step-name">${name}</span> <span class="step-state">${state === 'done' && 'done'}</span></li>`;
  });
  return html`<ol class="steps" id="steps" aria-label="Steps">${items}</ol>`;
}

/** What to do once the code is right: the steps, or why there are none. */
function run(view: JourneyView, offer: Exclude<Offer, { kind: 'preparing' }>): Html {
  const { technicianName, applets, pageUrl } = view;
  switch (offer.kind) {
    case 'steps': {
      const { system } = GUIDES[offer.guide];
      const guide = guideView({
        guide: offer.guide,
        fileName: view.fileNames[system],
        technicianName,
        downloadUrl: downloadUrl(view, system),
        automatic: offer.automatic,
      });
      return html`${guide}${firefoxTip(view)}${otherGuides(pageUrl, applets, offer.guide)}`;
    }
    case 'choice':
      return html`<h2>Which computer are you using?</h2>
<p>Choose its system and your browser; the download and the steps follow.</p>
${otherGuides(pageUrl, applets, undefined)}`;
    case 'nothing':
      return html`${nothing(offer.reason, applets)}
<p>Please tell ${technicianName}, so that you can find another way together. If another computer needs help, ask for a new code and type it there, on this site.</p>
${
  systemsOf(applets).length > 0 &&
  html`<h3>Did we get this wrong?</h3>
<p>Then choose what this computer has.</p>
${otherGuides(pageUrl, applets, undefined)}`
}`;
    default:
      return unreachable(offer);
  }
}

/** The guide for customers gives it with the link. */
function firefoxTip({ arrival, device }: JourneyView): Html | undefined {
  if (arrival !== 'invitation' || device.kind !== 'computer' || device.browser !== 'firefox')
    return undefined;
  return html`<p class="hint"><strong>Tip:</strong> in Mozilla Firefox, press <kbd>Ctrl</kbd> + <kbd>J</kbd> to open the
Downloads Library, where the file is.</p>`;
}

function nothing({ title, text }: Reason, applets: Applets): Html {
  return html`<h2>${title}</h2>
<p>${text}${systemsOf(applets).length > 0 && html` This version of Throwline helps on ${helpedComputers(applets)} only.`}</p>`;
}
