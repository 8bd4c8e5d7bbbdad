import type { WindowSession } from '../window-session.ts';

/** Makes the window the strip that it was before the customer opened it. */
export function MakeSmall({ session }: { session: WindowSession }) {
  return (
    <button
      type="button"
      class="make-small"
      title="Make this window small"
      data-testid="make-small"
      onClick={session.makeSmall}
    >
      <span class="for-ears">Make this window small</span>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 15l6-6 6 6" />
      </svg>
    </button>
  );
}
