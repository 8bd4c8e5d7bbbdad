/**
 * The large red X: takes back every permission with one click, without asking. It only looks disabled when nothing is
 * granted; a click is sent all the same, because the window may be a moment behind.
 */
export function RevokeButton({ something, revoke }: { something: boolean; revoke: () => void }) {
  return (
    <button
      type="button"
      class="revoke-all"
      aria-label="Stop: take back all permissions"
      title={something ? 'Take back all permissions' : 'Take back all permissions (nothing is allowed now)'}
      data-idle={!something}
      data-testid="revoke-all"
      onClick={revoke}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M5 5l14 14M19 5L5 19" />
      </svg>
      <span>Stop</span>
    </button>
  );
}
