import { html, sitePath } from './html.ts';
import { page } from './layout.ts';

/** A page that says one thing: not found, too many attempts, something went wrong. */
export interface MessageView {
  readonly organisation: string;
  readonly title: string;
  readonly text: string;
  /** HTTP status, shown small, for whoever is asked about it. */
  readonly status: number;
  /** Where it goes on; by default at the Support Connection page. */
  readonly next?: { readonly path: string; readonly label: string };
}

/**
 * A message with the way on.
 * @throws RangeError when the path is not one of this site's
 */
export function messagePage(view: MessageView): string {
  const { organisation, title, text, status } = view;
  const { path, label } = view.next ?? { path: '/', label: 'Go to the Support Connection page' };
  const content = html`<h1>${title}</h1>
<div class="card">
<p>${text}</p>
<p><a class="button" href="${sitePath(path)}">${label}</a></p>
<p class="hint">Status ${status}</p>
</div>`;
  return page({ title, organisation, content });
}
