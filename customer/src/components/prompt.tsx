import {
  ANSWER_TIMEOUT,
  countdown,
  independent,
  PERMISSIONS,
  type PendingRequest,
  promptText,
} from '@throwline/protocol';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { now } from '../clock.ts';
import { MARK, useQuestionView } from '../question-view.ts';
import type { QuestionView } from '../session-store.ts';

/** An answer that comes sooner was meant for something else that was there before. Milliseconds. */
const TOO_SOON = 500;

/**
 * One question: first the act, then who asks, then for how long. Yes and No weigh the same; the heading has the focus, so
 * that Enter answers nothing. When a Yes counts, the applet decides; until then the button says so, and can be reached.
 */
export function Prompt(props: {
  prompt: PendingRequest;
  organisation: string;
  /** Absent until the applet has told it. */
  question: QuestionView | undefined;
  answer: (yes: boolean) => void;
  show: (seen: boolean) => void;
  block: () => void;
}) {
  const { prompt, organisation, question, answer, show, block } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  const answers = useRef<HTMLDivElement>(null);
  const shownAt = useRef(Number.POSITIVE_INFINITY);
  const [triedEarly, setTriedEarly] = useState(false);
  const isReady = question?.state === 'ready';

  useLayoutEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'nearest' });
    shownAt.current = performance.now();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useQuestionView(section, answers, show);

  function answered(act: () => void): void {
    if (performance.now() - shownAt.current >= TOO_SOON) act();
  }

  function yes(): void {
    if (isReady) answer(true);
    else setTriedEarly(true);
  }

  const { minutes, requestedAt } = prompt;
  // The clock is renewed a moment after the question has come; there is never more time than all of it.
  const left = countdown(requestedAt + ANSWER_TIMEOUT - Math.max(now.value, requestedAt));
  return (
    <section
      class="prompt"
      role="alertdialog"
      aria-labelledby="prompt-question"
      aria-describedby="prompt-meaning"
      data-testid="prompt"
      ref={section}
    >
      <h2 id="prompt-question" tabIndex={-1} ref={heading}>
        <Read>{promptText(prompt.technician.name, prompt.permissions)}</Read>
      </h2>
      <div id="prompt-meaning">
        <p class="asker">
          <Read>
            {prompt.technician.name} from {organisation} asks.
          </Read>
        </p>
        {independent(prompt.permissions).map((id) => (
          <p key={id}>
            <Read>{PERMISSIONS[id].means}</Read>
          </p>
        ))}
        <p>
          <Read>
            {minutes === undefined
              ? 'This lasts until you stop it or the session ends.'
              : `This ends by itself after ${minutes === 1 ? '1 minute' : `${minutes} minutes`}, or when you stop it.`}
          </Read>
        </p>
        {question?.watched === false && (
          <p>
            On this computer, other programs could press Yes too. If Yes is pressed and it was not you, click
            the red X.
          </p>
        )}
      </div>
      <div class="answers" ref={answers}>
        <p class="hint" role="status" id="prompt-hint" data-testid="prompt-hint">
          {hint(question, triedEarly)}
        </p>
        <button
          type="button"
          data-testid="answer-yes"
          aria-disabled={!isReady}
          aria-describedby="prompt-hint"
          onClick={() => answered(yes)}
        >
          Yes
        </button>
        <button type="button" data-testid="answer-no" onClick={() => answered(() => answer(false))}>
          No
        </button>
      </div>
      <p class="small">
        No answer in <span class="figure">{left}</span> counts as No.
      </p>
      <button type="button" class="block" data-testid="block-questions" onClick={() => answered(block)}>
        No, and do not ask me again
      </button>
    </section>
  );
}

/** A part of the question that has to have been in view, from its beginning to its end. */
function Read({ children }: { children: ComponentChildren }) {
  const mark = { [MARK]: '' };
  return (
    <>
      <span {...mark} />
      {children}
      <span {...mark} />
    </>
  );
}

function hint(question: QuestionView | undefined, triedEarly: boolean): string {
  if (question?.refused === 'no-hands') {
    return 'That Yes did not count: it did not come from your mouse or keyboard. Press it once more if you mean it; if you pressed nothing, click No.';
  }
  switch (question?.state) {
    case 'unseen':
      return 'Read to the end first: scroll down. Then you can press Yes.';
    case 'hidden':
      return 'Something is covering this window. Move it away, then you can press Yes.';
    case 'settling':
    case undefined:
      return triedEarly || question?.refused !== undefined
        ? 'That was too soon. Press Yes once more in a moment.'
        : 'One moment: you can press Yes once you have had time to read.';
    case 'ready':
      return 'You can answer now.';
  }
}
