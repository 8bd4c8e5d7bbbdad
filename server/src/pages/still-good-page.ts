import { type Applets, type CustomerDevice, helpedComputers, systemsOf } from './device.ts';
import { type Html, html } from './html.ts';
import { callerWarning, page } from './layout.ts';
import type { Reason } from './offer.ts';

/** What the page shows that follows a right code where no support program runs. */
export interface StillGoodView {
  readonly organisation: string;
  readonly device: CustomerDevice;
  readonly applets: Applets;
  /** Why nothing runs there. */
  readonly reason: Reason;
  /** The digits of the code, for whoever is on another device than it seems. */
  readonly code: string;
  readonly visit?: string;
  /** This site's address, which is to be opened on the other computer. */
  readonly address: string;
}

/** Says that the code has not been used, and where to type it. Works without JavaScript. */
export function stillGoodPage(view: StillGoodView): string {
  const { organisation, reason, applets } = view;
  const content = html`<h1>Support Connection</h1>
<section class="card" aria-labelledby="still-good-title">
<h2 id="still-good-title">Your code is still good</h2>
${systemsOf(applets).length === 0 ? nowhere(reason) : elsewhere(view)}
</section>
${callerWarning()}`;
  return page({ title: 'Your code is still good', organisation, content });
}

/** The server has no program for anybody. */
function nowhere({ text }: Reason): Html {
  return html`<p class="status" role="status">It has not been used.</p>
<p>${text}</p>
<p>Tell your technician, so that you can find another way together.</p>`;
}

function elsewhere({ reason, applets, address, code, visit }: StillGoodView): Html {
  return html`<p class="status" role="status">Your code is still good. Type it on the computer you need help with.</p>
<p>${reason.text} This version of Throwline helps on ${helpedComputers(applets)} only.</p>
<p>On that computer, open <strong>${address}</strong> and type the same code.</p>
<p><a class="button" href="/">Go to the Support Connection page</a></p>
<h3>Did we get this wrong?</h3>
<form method="post" action="/">
<input type="hidden" name="code" value="${code}">
${visit !== undefined && html`<input type="hidden" name="visit" value="${visit}">`}
<input type="hidden" name="here" value="yes">
<p>If this is the computer you need help with, and the support program can run here, use the code here. It works once.</p>
<button type="submit">Use the code here</button>
</form>`;
}
