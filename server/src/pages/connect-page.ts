import { codeErrorText, type ErrorCode } from '@throwline/protocol';
import { type Applets, type CustomerDevice, helpedComputers, systemsOf } from './device.ts';
import { type Html, html } from './html.ts';
import { callerWarning, page } from './layout.ts';
import { offerFor, reasonAgainst } from './offer.ts';

/** What the Support Connection page shows. */
export interface ConnectView {
  readonly organisation: string;
  /** What the browser is known by when the form comes again: a double click, or *Back* and the same code. */
  readonly visit?: string;
  /** What the customer typed before, kept when it did not work. */
  readonly typed?: string;
  readonly error?: ErrorCode;
  /** Whether the customer may have been told a code of nine digits. Default: six only. */
  readonly mayBeLong?: boolean;
  readonly device: CustomerDevice;
  readonly applets: Applets;
}

/** The Support Connection page, `/`: one box, one button. Works without JavaScript. */
export function connectPage(view: ConnectView): string {
  const { organisation, typed, error, visit } = view;
  const content = html`<h1>Support Connection</h1>
<p class="lead">Your technician helps you over the internet. It takes three steps.</p>
${notHere(view)}
<form method="post" action="/" class="card" novalidate>
${visit !== undefined && html`<input type="hidden" name="visit" value="${visit}">`}
<label for="code">Enter your ${view.mayBeLong === true ? '6- or 9-digit' : '6-digit'} code</label>
<p id="code-hint" class="hint">Your technician tells you the code. Spaces and dashes do not matter.</p>
${
  error !== undefined &&
  html`<p id="code-error" class="error" role="alert"><strong>That did not work.</strong> ${codeErrorText(error)}</p>`
}
<input id="code" name="code" class="code" type="text" inputmode="numeric" autocomplete="one-time-code"
 autocapitalize="off" spellcheck="false" maxlength="40" autofocus value="${typed ?? ''}"
 aria-describedby="${error === undefined ? 'code-hint' : 'code-error code-hint'}"${
   error !== undefined && html` aria-invalid="true"`
 }>
<button type="submit" class="primary">Start Download</button>
${
  isPreparing(view) &&
  html`<p class="hint">The support program is being prepared on our side. You can type your code already; the download
starts as soon as the program is ready.</p>`
}
</form>
${callerWarning()}
<section aria-labelledby="steps-title">
<h2 id="steps-title">What will happen</h2>
<ol class="explain">
<li><strong>Download.</strong> You type the code, and a small support program is downloaded.</li>
<li><strong>Run.</strong> You start the program. It installs nothing, and it removes itself at the end.</li>
<li><strong>Technician connects.</strong> Before the technician sees or does anything, you are asked. You answer Yes or No, and you can change your mind at any time.</li>
</ol>
</section>`;
  return page({ title: 'Support Connection', organisation, content });
}

/** Said before the code is typed: nothing can be run on this device. */
function notHere({ device, applets }: ConnectView): Html | undefined {
  const reason = reasonAgainst(device, applets);
  if (reason === undefined) return undefined;
  return html`<aside class="card" aria-labelledby="not-here-title">
<h2 id="not-here-title">${reason.title}</h2>
<p>${reason.text} ${whereInstead(applets)}</p>
</aside>`;
}

function whereInstead(applets: Applets): Html {
  if (systemsOf(applets).length === 0)
    return html`Tell your technician. A code that you type here is not used up.`;
  return html`This version of Throwline helps on ${helpedComputers(applets)} only. Open this page on the computer that needs help, and type the code there.`;
}

function isPreparing({ device, applets }: ConnectView): boolean {
  if (device.kind === 'computer') return offerFor(device, applets, undefined).kind === 'preparing';
  return systemsOf(applets).some((system) => applets[system] === 'preparing');
}
