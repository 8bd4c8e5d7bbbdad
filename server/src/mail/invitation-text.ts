import { cleanLine } from '@throwline/protocol';
import { type Html, html } from '../pages/html.ts';

/** What an invitation says. */
export interface InvitationContent {
  readonly organisation: string;
  readonly technicianName: string;
  readonly customerName: string | undefined;
  /** The technician's own words. */
  readonly words: string | undefined;
  readonly link: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

const ASKED = 'Did you not ask for help? Then do not open the link, and delete this message.';
const HONEST = 'Honest helpers never ask for bank details, passwords or gift cards.';

/** The subject, one line. */
export function invitationSubject({ technicianName, organisation }: InvitationContent): string {
  return cleanLine(`Support session with ${technicianName}, ${organisation}`, 200);
}

/** The message as plain text, lines ended by \n. */
export function invitationText(content: InvitationContent): string {
  const { organisation, technicianName, customerName, words, link } = content;
  const says = words === undefined ? [] : [`${technicianName} writes:`, '', ...quoted(words), ''];
  return [
    customerName === undefined ? 'Hello,' : `Hello ${customerName},`,
    '',
    `${technicianName} from ${organisation} would like to help you on your computer over the internet.`,
    '',
    ...says,
    '1. Open this link on the computer that needs help:',
    '',
    `   ${link}`,
    '',
    '2. A small support program is downloaded by itself. Run it. It installs nothing and removes itself at the end.',
    `3. ${technicianName} joins you. Before anything on your computer is seen or done, you are asked: Yes or No.`,
    '',
    `The link works once, until ${expiry(content)}.`,
    '',
    ASKED,
    HONEST,
    '',
    '-- ',
    organisation,
    '',
  ].join('\n');
}

/** The same as HTML: no picture, nothing to be loaded, no address other than the link. */
export function invitationHtml(content: InvitationContent): string {
  const { organisation, technicianName, customerName, words, link } = content;
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${invitationSubject(content)}</title></head>
<body style="margin:0;padding:24px;font-family:system-ui,-apple-system,'Segoe UI',Arial,sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:560px;margin:0 auto">
<p>${customerName === undefined ? 'Hello,' : `Hello ${customerName},`}</p>
<p><strong>${technicianName}</strong> from <strong>${organisation}</strong> would like to help you on your computer over the
internet.</p>
${words !== undefined && quote(technicianName, words)}
<ol style="padding-left:24px">
<li>Open this link on the computer that needs help:
<p><a href="${link}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0f5c6e;color:#ffffff;text-decoration:none;font-weight:600">Start the download</a></p>
<p style="font-size:14px;overflow-wrap:anywhere">Or copy it into your browser: <a href="${link}">${link}</a></p></li>
<li>A small support program is downloaded by itself. Run it. It installs nothing and removes itself at the end.</li>
<li>${technicianName} joins you. Before anything on your computer is seen or done, you are asked: Yes or No.</li>
</ol>
<p>The link works once, until ${expiry(content)}.</p>
<p style="padding:12px 16px;border:1px solid #b58105;border-radius:6px"><strong>${ASKED}</strong> ${HONEST}</p>
<p>${organisation}</p>
</div>
</body>
</html>
`.text;
}

function quote(technicianName: string, words: string): Html {
  const lines = words.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`));
  return html`<p>${technicianName} writes:</p>
<blockquote style="margin:0 0 16px;padding:4px 16px;border-left:4px solid #0f5c6e">${lines}</blockquote>`;
}

function quoted(words: string): string[] {
  return words.split('\n').map((line) => `> ${line}`.trimEnd());
}

function expiry({ expiresAt }: InvitationContent): string {
  return `${date.format(expiresAt)} (UTC)`;
}
