import { html } from './html.ts';
import { page } from './layout.ts';

/** A page that says one thing: not found, too many attempts, something went wrong. */
export interface MessageView {
  readonly organisation: string;
  readonly title: string;
  readonly text: string;
  /** HTTP status, shown small, for whoever is asked about it. */
  readonly status: number;
}

/** A message with the way back to the Support Connection page. */
export function messagePage(view: MessageView): string {
  const { organisation, title, text, status } = view;
  const content = html`<h1>${title}</h1>
<div class="card">
<p>${text}</p>
<p><a class="button" href="/">Go to the Support Connection page</a></p>
<p class="hint">Status ${status}</p>
</div>`;
  return page({ title, organisation, content });
}
