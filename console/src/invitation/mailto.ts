import type { Invitation } from '@throwline/protocol';

/**
 * The `mailto:` address (RFC 6068) that opens a draft in the technician's own mail program.
 * @param to absent: they fill it in themselves
 */
export function mailtoAddress(to: string | undefined, draft: NonNullable<Invitation['draft']>): string {
  const body = draft.text.replace(/\r?\n/g, '\r\n');
  const address = to === undefined ? '' : encodeURIComponent(to).replace('%40', '@');
  return `mailto:${address}?subject=${encodeURIComponent(draft.subject)}&body=${encodeURIComponent(body)}`;
}
