import {
  ANSWER_TIMEOUT,
  PERMISSION_IDS,
  PERMISSIONS,
  type PendingRequest,
  promptText,
} from '@throwline/protocol';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { countdown, now } from '../clock.ts';

/** An answer that comes sooner was meant for something else that was there before. Milliseconds. */
const TOO_SOON = 500;

/** One question. Yes and No weigh the same; the heading has the focus, so that Enter answers nothing. */
export function Prompt(props: {
  prompt: PendingRequest;
  organisation: string;
  answer: (yes: boolean) => void;
}) {
  const { prompt, organisation, answer } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const shownAt = useRef(Number.POSITIVE_INFINITY);

  useLayoutEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'nearest' });
    shownAt.current = performance.now();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  function answered(yes: boolean): void {
    if (performance.now() - shownAt.current >= TOO_SOON) answer(yes);
  }

  const asked = PERMISSION_IDS.filter((id) => prompt.permissions.includes(id)).at(-1) ?? 'view-screen';
  const { minutes, requestedAt } = prompt;
  // The clock is renewed a moment after the question has come; there is never more time than all of it.
  const left = countdown(requestedAt + ANSWER_TIMEOUT, Math.max(now.value, requestedAt));
  return (
    <section
      class="prompt"
      role="alertdialog"
      aria-labelledby="prompt-question"
      aria-describedby="prompt-meaning"
      data-testid="prompt"
    >
      <h2 id="prompt-question" tabIndex={-1} ref={heading}>
        {promptText(prompt.technician.name, organisation, prompt.permissions)}
      </h2>
      <div id="prompt-meaning">
        <p>{PERMISSIONS[asked].means}</p>
        <p>
          {minutes === undefined
            ? 'It holds until you take it back or the session ends.'
            : `It ends by itself after ${minutes === 1 ? '1 minute' : `${minutes} minutes`}, or when you take it back.`}
        </p>
      </div>
      <div class="answers">
        <button type="button" data-testid="answer-yes" onClick={() => answered(true)}>
          Yes
        </button>
        <button type="button" data-testid="answer-no" onClick={() => answered(false)}>
          No
        </button>
      </div>
      <p class="small">
        No answer in <span class="figure">{left}</span> counts as No.
      </p>
    </section>
  );
}
