import { useEffect } from 'preact/hooks';
import { useFileDrop } from '../file-drop.ts';
import { useFilePaste } from '../file-paste.ts';
import type { SessionView, WindowState } from '../session-store.ts';
import type { WindowSession } from '../window-session.ts';
import { Banner } from './banner.tsx';
import { CallerWarning } from './caller-warning.tsx';
import { Ending } from './ending.tsx';
import { EnterCode } from './enter-code.tsx';
import { Grants } from './grants.tsx';
import { Helpers } from './helpers.tsx';
import { Privacy } from './privacy.tsx';
import { Prompt } from './prompt.tsx';
import { QuestionsBlocked } from './questions-blocked.tsx';
import { SoundSwitch } from './sound-switch.tsx';
import { Tabs } from './tabs.tsx';
import { TopBar } from './top-bar.tsx';
import { Waiting } from './waiting.tsx';

/** The whole window. */
export function App({ session }: { session: WindowSession }) {
  const state = session.state.value;
  const title = titleOf(state);
  const active = state.view === 'session' && state.session?.phase === 'active';
  const take = active ? session.offerFiles : undefined;
  const over = useFileDrop(take, session.refuseFiles);
  useFilePaste(take);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const isStrip = state.view === 'session' && state.shape === 'strip';
  return (
    <div class={over ? 'window files-over' : 'window'} data-strip={isStrip}>
      <TopBar session={session} state={state} />
      {/* Stays as it is while the window is a strip: what has been typed, and where one was. */}
      <main hidden={isStrip}>
        <Content session={session} state={state} />
      </main>
      <div class="for-ears" role="status">
        {session.announcement.value}
      </div>
    </div>
  );
}

function Content({ session, state }: { session: WindowSession; state: WindowState }) {
  switch (state.view) {
    case 'opening':
      return (
        <section class="card" role="status" data-testid="view-opening">
          <h2>One moment, please</h2>
          <p>The window is connecting to the support program.</p>
        </section>
      );
    case 'over':
    case 'lost':
      return <Ending state={state} />;
    case 'session':
      return <Running session={session} view={state} />;
  }
}

function Running({ session, view }: { session: WindowSession; view: SessionView }) {
  const prompt = view.prompts[0];
  const { session: state } = view;
  const phase = state?.phase;
  const isAsking = view.connection.state === 'asking';
  const served = state?.phase === 'waiting' || state?.phase === 'active';
  return (
    <>
      <Banner session={session} view={view} />
      {prompt !== undefined && (
        <Prompt
          key={prompt.requestId}
          prompt={prompt}
          organisation={view.organisation}
          question={view.question?.requestId === prompt.requestId ? view.question : undefined}
          answer={(yes) => session.answer(prompt.requestId, yes)}
          show={(seen) => session.showQuestion(prompt.requestId, seen)}
          block={session.blockQuestions}
        />
      )}
      {view.questionsBlocked && <QuestionsBlocked allow={session.allowQuestions} />}
      {(phase === 'active' || view.grants.length > 0) && (
        <Grants grants={view.grants} take={(permission) => session.revoke(permission)} />
      )}
      {view.connection.state === 'needs-code' && (
        <EnterCode connection={view.connection} checking={view.checkingCode} enter={session.enterCode} />
      )}
      {view.connection.state !== 'needs-code' && phase !== 'active' && <Waiting view={view} />}
      {state?.phase === 'active' && <Helpers session={state} presence={view.presence} />}
      {view.privacy !== undefined && (
        <Privacy privacy={view.privacy} ask={session.askPrivacy} open={session.openPrivacy} />
      )}
      {served && !isAsking && <Tabs session={session} view={view} />}
      <SoundSwitch />
      <CallerWarning end={session.end} />
    </>
  );
}

function titleOf(state: WindowState): string {
  const of = state.view === 'opening' || state.organisation === '' ? 'Support' : state.organisation;
  switch (state.view) {
    case 'opening':
      return 'Connecting · Support';
    case 'over':
    case 'lost':
      return `Session ended · ${of}`;
    case 'session':
      if (state.prompts.length > 0) return `Question: Yes or No? · ${of}`;
      if (state.connection.state === 'reconnecting') return `Reconnecting · ${of}`;
      if (state.connection.state === 'technician-silent') return `No answer · ${of}`;
      if (state.session?.phase === 'active') return `Support session · ${of}`;
      return `Waiting for your technician · ${of}`;
  }
}
