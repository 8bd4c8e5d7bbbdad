import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * The small X: ends the session, after one more click beside it. Closing the window in another way leads to the same question.
 * When all is over it closes the window.
 */
export function EndButton(props: {
  over: boolean;
  /** The question is open from the start: it was asked for where there was no room for it. */
  isAsking: boolean;
  /** The window was closed, and has come back to ask. */
  asked: boolean;
  end: () => void;
  goOn: () => void;
}) {
  const { over, isAsking, asked, end, goOn } = props;
  const [asking, setAsking] = useState(isAsking);
  const button = useRef<HTMLButtonElement>(null);
  const question = useRef<HTMLHeadingElement>(null);
  const name = over ? 'Close this window' : 'End the session';

  // Before the next key can come: who types fast is not to be taken from the button that they have reached.
  useLayoutEffect(() => {
    if (!asking) return undefined;
    question.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') back();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [asking, asked]);
  useEffect(() => {
    if (over) setAsking(false);
    else if (asked) setAsking(true);
  }, [over, asked]);
  useEffect(() => {
    if (over) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const isControl = event.ctrlKey || event.metaKey;
      const closes = isControl && event.key.toLowerCase() === 'w';
      // A page that is loaded anew cannot come back.
      const reloads = event.key === 'F5' || (isControl && event.key.toLowerCase() === 'r');
      if (!closes && !reloads) return;
      event.preventDefault();
      if (closes) setAsking(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [over]);

  function back(): void {
    setAsking(false);
    if (asked) goOn();
    button.current?.focus();
  }

  return (
    <div class="end">
      <button
        ref={button}
        type="button"
        class="end-button"
        aria-label={name}
        title={name}
        aria-expanded={over ? undefined : asking}
        data-testid="end"
        onClick={() => (over ? window.close() : setAsking(true))}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 6l12 12M18 6L6 18" />
        </svg>
      </button>
      {asking && (
        <div class="end-question" role="alertdialog" aria-labelledby="end-question">
          <h2 id="end-question" tabIndex={-1} ref={question}>
            End the session?
          </h2>
          {asked && <p>The window was closed.</p>}
          <p>After that, nobody can see or control this computer, and the support program removes itself.</p>
          <div class="buttons">
            <button
              type="button"
              data-testid="end-confirm"
              onClick={() => {
                setAsking(false);
                end();
              }}
            >
              End now
            </button>
            <button type="button" data-testid="end-cancel" onClick={back}>
              Continue
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
