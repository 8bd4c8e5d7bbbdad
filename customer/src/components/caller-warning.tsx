import { useState } from 'preact/hooks';

/** The warning in plain words, at the foot of every state. */
export function CallerWarning({ end }: { end: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <aside class="warning" aria-label="Warning about strange callers">
      <p>
        <strong>You did not ask for help?</strong> If somebody called you out of the blue, hang up and end the
        session. Never give bank details, passwords or gift cards.
      </p>
      {asking ? (
        <div class="buttons">
          <button type="button" onClick={end}>
            End now
          </button>
          <button type="button" ref={(element) => element?.focus()} onClick={() => setAsking(false)}>
            Go on
          </button>
        </div>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          I did not ask for help
        </button>
      )}
    </aside>
  );
}
