import type { PrivacyAccess, PrivacyState } from '@throwline/protocol';
import type { PrivacyView } from '../session-store.ts';
import { PictureOfQuestion, PictureOfSwitch } from './privacy-pictures.tsx';

const ORDER: readonly PrivacyAccess[] = ['screen', 'control'];

/** What macOS calls the page of its settings, and what the permission is for. */
const WORDS: Readonly<Record<PrivacyAccess, { readonly purpose: string; readonly page: string }>> = {
  screen: { purpose: 'Let the technician see your screen', page: 'Screen & System Audio Recording' },
  control: { purpose: 'Let the technician use mouse and keyboard', page: 'Accessibility' },
};

const STATES: Readonly<Record<PrivacyState, string>> = {
  given: 'allowed',
  missing: 'not allowed yet',
  asked: 'not allowed yet',
};

/** The two permissions of macOS, one after the other, each with its state as it is now. Nothing when both are given. */
export function Privacy({
  privacy,
  ask,
  open,
}: {
  privacy: PrivacyView;
  ask: (access: PrivacyAccess) => void;
  open: (access: PrivacyAccess) => void;
}) {
  const next = ORDER.find((access) => privacy[access] !== 'given');
  if (next === undefined) return null;
  return (
    <section class="card privacy" aria-labelledby="privacy-title" data-testid="privacy">
      <h2 id="privacy-title">Your Mac has to allow it too</h2>
      <p>
        Only then can a technician see this screen or help with mouse and keyboard. Chat and files work
        without. And before anything is shared, you are asked here: Yes or No.
      </p>
      <ol class="plain-list privacy-list">
        {ORDER.map((access) => (
          <li key={access} data-testid={`privacy-${access}`}>
            <h3>
              <span class={`privacy-mark ${privacy[access]}`} aria-hidden="true">
                {privacy[access] === 'given' ? '✓' : ORDER.indexOf(access) + 1}
              </span>
              <span>
                {WORDS[access].purpose}: <span role="status">{STATES[privacy[access]]}</span>
              </span>
            </h3>
            {access === next && (
              <Steps
                access={access}
                program={privacy.program}
                wasAsked={privacy[access] === 'asked'}
                ask={() => ask(access)}
                open={() => open(access)}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Steps({
  access,
  program,
  wasAsked,
  ask,
  open,
}: {
  access: PrivacyAccess;
  program: string;
  wasAsked: boolean;
  ask: () => void;
  open: () => void;
}) {
  const { page } = WORDS[access];
  return (
    <div class="privacy-steps">
      <ol class="next">
        <li>
          Click <strong>{wasAsked ? 'Open System Settings' : 'Ask macOS'}</strong>
          {wasAsked ? ' here.' : ' here. In the question that appears, click '}
          {!wasAsked && <strong>Open System Settings</strong>}
          {!wasAsked && '.'}
        </li>
        <li>
          In the list <strong>{page}</strong>, turn on the switch beside <strong>{program}</strong>. macOS may
          want your password.
        </li>
        {access === 'screen' && (
          <li>
            If macOS offers to quit and reopen the program, click <strong>Later</strong>. This window notices
            the change by itself.
          </li>
        )}
      </ol>
      <div class="privacy-pictures">
        {!wasAsked && <PictureOfQuestion program={program} />}
        <PictureOfSwitch program={program} page={page} />
      </div>
      <div class="buttons">
        {!wasAsked && (
          <button type="button" class="main-action" data-testid={`ask-${access}`} onClick={ask}>
            Ask macOS
          </button>
        )}
        <button
          type="button"
          class={wasAsked ? 'main-action' : ''}
          data-testid={`open-${access}`}
          onClick={open}
        >
          Open System Settings
        </button>
      </div>
    </div>
  );
}
