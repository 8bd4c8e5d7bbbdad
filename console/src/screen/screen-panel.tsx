import { type ActiveSession, isGranted } from '@throwline/protocol';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { useObservable } from '../app/use-observable.ts';
import type { RemoteScreen } from './remote-screen.ts';
import classes from './screen.module.css';
import { ScreenStage } from './screen-stage.tsx';
import { ScreenToolbar } from './screen-toolbar.tsx';
import { useFullScreen } from './use-full-screen.ts';
import { usePageHidden } from './use-page-hidden.ts';
import type { ViewMode } from './viewport.ts';

/** The customer's screen with its tools. */
export function ScreenPanel(props: {
  state: ActiveSession;
  screen: RemoteScreen;
  panelToggle: ReactNode;
}): ReactNode {
  const { state, screen, panelToggle } = props;
  const now = useServerNow();
  const connection = useConnection();
  const view = useObservable(screen.view);
  const [monitor, setMonitor] = useState(0);
  const [mode, setMode] = useState<ViewMode>('fit');
  const [hasDetails, setDetails] = useState(false);
  const releaseButton = useRef<HTMLButtonElement>(null);
  const fullScreen = useFullScreen();
  const isHidden = usePageHidden();
  const maySee = isGranted(state, 'view-screen', now);
  const mayControl = isGranted(state, 'control-input', now);
  const isWanted = maySee && !isHidden;

  useEffect(() => {
    if (!isWanted) return;
    screen.show(monitor);
    return () => screen.show(undefined);
  }, [screen, isWanted, monitor]);

  // A hidden page lets go of everything, and browsers let it sleep.
  const isSteady = mayControl && !isHidden;
  useEffect(() => {
    screen.steady(isSteady);
    connection.watchClosely(isSteady);
    return () => {
      screen.steady(false);
      connection.watchClosely(false);
    };
  }, [screen, connection, isSteady]);

  useEffect(() => screen.showMarks(hasDetails), [screen, hasDetails]);

  const leave = useCallback(() => releaseButton.current?.focus(), []);

  return (
    <section className={classes.panel} aria-label="The customer’s screen">
      <ScreenToolbar
        view={view}
        screen={screen}
        maySee={maySee}
        mayControl={mayControl}
        monitor={monitor}
        onMonitor={setMonitor}
        mode={mode}
        onMode={setMode}
        hasDetails={hasDetails}
        onDetails={setDetails}
        fullScreen={fullScreen}
        releaseButton={releaseButton}
        panelToggle={panelToggle}
      />
      <ScreenStage
        view={view}
        screen={screen}
        mode={mode}
        maySee={maySee}
        mayControl={mayControl}
        hasDetails={hasDetails}
        onLeave={leave}
        onRetry={() => screen.show(monitor)}
        onTryNow={() => {
          screen.reconnect();
          connection.retryNow();
        }}
      />
    </section>
  );
}
