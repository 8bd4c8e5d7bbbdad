import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The warning in plain words, at the foot of every state. */
export function CallerWarning({ end }: { end: () => void }) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const goOn = useRef<HTMLButtonElement>(null);

  // The button that had the focus is gone each time; before the next key can come.
  useLayoutEffect(() => {
    if (!asking) return undefined;
    goOn.current?.focus();
    return () => button.current?.focus();
  }, [asking]);

  return (
    <aside class="warning" aria-label="Warning about unknown callers">
      <p>
        <strong>Not expecting help?</strong> If somebody called you out of the blue, hang up and end the
        session. Never give bank details, passwords or gift cards.
      </p>
      {asking ? (
        <div class="buttons">
          <button type="button" onClick={end}>
            End now
          </button>
          <button type="button" ref={goOn} onClick={() => setAsking(false)}>
            Continue
          </button>
        </div>
      ) : (
        <button type="button" ref={button} onClick={() => setAsking(true)}>
          I did not ask for help
        </button>
      )}
    </aside>
  );
}
