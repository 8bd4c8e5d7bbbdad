import { Button, Loader, Text } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useQuestionBeforeLeaving } from '../app/use-question-before-leaving.ts';
import { captureInput } from '../input/capture.ts';
import type { PointerState } from '../input/pointer.ts';
import { CustomerCursor } from './customer-cursor.tsx';
import { HiddenAreas } from './hidden-areas.tsx';
import type { RemoteScreen, ScreenView } from './remote-screen.ts';
import classes from './screen.module.css';
import { ScreenDetails } from './screen-details.tsx';
import { useStageSize } from './use-stage-size.ts';
import { placePicture, type ViewMode } from './viewport.ts';
import type { StopReason } from './worker-messages.ts';

interface Props {
  readonly view: ScreenView;
  readonly screen: RemoteScreen;
  readonly mode: ViewMode;
  readonly maySee: boolean;
  readonly mayControl: boolean;
  readonly hasDetails: boolean;
  readonly onLeave: () => void;
  readonly onRetry: () => void;
  readonly onTryNow: () => void;
}

const isMac = navigator.userAgent.includes('Macintosh');

/** The picture itself, where keyboard and pointer are taken while control is granted. */
export function ScreenStage(props: Props): ReactNode {
  const { view, screen, mode, maySee, mayControl, onLeave, onRetry } = props;
  const stage = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const picture = useRef(view.picture);
  const [ownPointer, setOwnPointer] = useState<PointerState>();
  const [hasKeyboard, setKeyboard] = useState(false);
  const { box, origin, pixelRatio } = useStageSize(stage);
  picture.current = view.picture;

  useLayoutEffect(() => {
    holder.current?.append(screen.canvas);
    return () => screen.canvas.remove();
  }, [screen]);

  useEffect(() => {
    if (!mayControl || field.current === null) return;
    return captureInput({
      canvas: screen.canvas,
      field: field.current,
      send: (frame) => screen.send(frame),
      remote: () => picture.current,
      isMac,
      onLeave,
      onPointer: setOwnPointer,
      onLetGo: (act) => screen.onLetGo(act),
    });
  }, [screen, mayControl, onLeave]);

  // Ctrl+W that is meant for over there closes this tab; browsers leave no page a say in it but this.
  useQuestionBeforeLeaving(useCallback(() => mayControl && hasKeyboard, [mayControl, hasKeyboard]));

  const placement = view.picture && placePicture(view.picture, box, pixelRatio, mode, origin);
  useLayoutEffect(() => {
    const { style } = screen.canvas;
    style.width = `${placement?.width ?? 0}px`;
    style.height = `${placement?.height ?? 0}px`;
    style.imageRendering =
      placement !== undefined && placement.scale * pixelRatio === 1 ? 'pixelated' : 'auto';
    style.touchAction = mayControl ? 'none' : 'auto';
    style.cursor = mayControl ? localCursor(view.cursor) : 'default';
  }, [screen, placement, pixelRatio, mayControl, view.cursor]);

  const isShown = maySee && placement !== undefined && view.stopped !== 'failed';
  return (
    <div className={classes.stage} ref={stage} data-mode={mode} data-keyboard={hasKeyboard}>
      <div
        className={classes.picture}
        hidden={!isShown}
        style={
          placement && {
            marginLeft: placement.left,
            marginTop: placement.top,
            width: placement.width,
            height: placement.height,
          }
        }
      >
        <div ref={holder} className={classes.holder} />
        {placement && <HiddenAreas areas={view.hiddenAreas} scale={placement.scale} />}
        {placement && props.hasDetails && (
          <ScreenDetails screen={screen} figures={view.figures} scale={placement.scale} />
        )}
        {placement && (
          <CustomerCursor screen={screen} cursor={view.cursor} scale={placement.scale} own={ownPointer} />
        )}
      </div>
      <textarea
        ref={field}
        className={classes.field}
        aria-label="Keyboard of the customer’s computer. Press Ctrl, Alt and Shift together to leave."
        disabled={!mayControl || !isShown}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        rows={1}
        onFocus={() => setKeyboard(true)}
        onBlur={() => setKeyboard(false)}
        data-testid="remote-keyboard"
      />
      <StageMessage {...props} isShown={isShown} onRetry={onRetry} />
      {hasKeyboard && (
        <span className={classes.keyboardHint}>Keys go to the customer · Ctrl + Alt + Shift to leave</span>
      )}
    </div>
  );
}

function StageMessage(props: Props & { isShown: boolean }): ReactNode {
  const { view, maySee, isShown, onRetry, onTryNow } = props;
  if (view.broken !== undefined) {
    return (
      <Message
        text={`This browser cannot show the screen (${view.broken}). Use a current Chromium or Firefox.`}
      />
    );
  }
  if (!maySee) {
    return (
      <Message text="The customer has not allowed you to see the screen. Ask them: press “Ask to see the screen”." />
    );
  }
  if (view.stopped !== undefined && view.stopped !== 'asked') {
    return (
      <Message text={STOPPED[view.stopped]}>
        <Button size="compact-sm" onClick={onRetry}>
          Try again
        </Button>
      </Message>
    );
  }
  if (isShown && view.isSilent && view.link === 'together') {
    return (
      <Message
        text="The customer’s computer is not responding. Keys and buttons have been released, and nothing you press gets through."
        isOver
      >
        <Button size="compact-sm" onClick={onTryNow}>
          Try now
        </Button>
      </Message>
    );
  }
  if (isShown && view.link === 'together') return null;
  const text = view.link === 'alone' ? 'Waiting for the customer’s computer…' : 'Connecting to the screen…';
  return (
    <Message text={isShown ? 'The picture is frozen: reconnecting…' : text} isOver={isShown}>
      <Loader size="sm" />
      {isShown && (
        <Button size="compact-sm" onClick={onTryNow}>
          Try now
        </Button>
      )}
    </Message>
  );
}

const STOPPED: Readonly<Record<Exclude<StopReason, 'asked'>, string>> = {
  'not-granted': 'The customer’s computer no longer shows its screen.',
  failed: 'The customer’s computer could not take a picture of its screen.',
  undecodable: 'The pictures that arrived could not be read.',
};

function Message(props: { text: string; isOver?: boolean; children?: ReactNode }): ReactNode {
  return (
    <div className={classes.message} data-over={props.isOver === true} role="status">
      <Text size="sm">{props.text}</Text>
      {props.children}
    </div>
  );
}

function localCursor(cursor: ScreenView['cursor']): string {
  // Whoever points has to see where, also while programs over there hide the pointer.
  if (cursor === undefined || cursor === 'hidden') return 'default';
  const { url, hotX, hotY } = cursor.pointer;
  return `url("${url}") ${hotX} ${hotY}, default`;
}
