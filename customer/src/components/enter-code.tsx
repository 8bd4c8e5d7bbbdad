import { codeErrorText, type WindowConnection } from '@throwline/protocol';
import { useState } from 'preact/hooks';

type NeedsCode = Extract<WindowConnection, { state: 'needs-code' }>;

/** Asks for the code, because the program's file was renamed and has lost its ticket. */
export function EnterCode(props: {
  connection: NeedsCode;
  checking: boolean;
  enter: (code: string) => void;
}) {
  const { connection, checking, enter } = props;
  const [typed, setTyped] = useState('');
  const { error } = connection;
  return (
    <form
      class="card"
      data-testid="view-needs-code"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '' && !checking) enter(typed.trim());
      }}
    >
      <h2>Your code is needed</h2>
      <p id="code-hint">
        This program’s file was renamed, so it does not know which session is yours. Ask your technician for a
        new code. Most have six digits, some have nine.
      </p>
      <label for="code">Enter your 6-digit code</label>
      {error !== undefined && !checking && (
        <p class="error" id="code-error" role="alert">
          {codeErrorText(error)}
        </p>
      )}
      <input
        id="code"
        class="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={40}
        value={typed}
        aria-describedby={error === undefined ? 'code-hint' : 'code-error code-hint'}
        aria-invalid={error !== undefined && !checking}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" class="main-action">
        {checking ? 'Checking…' : 'Connect'}
      </button>
    </form>
  );
}
