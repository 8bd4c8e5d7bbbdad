import { ActionIcon, Button, Menu, NativeSelect, SegmentedControl, Tooltip } from '@mantine/core';
import { IconActivity, IconKeyboard, IconKeyboardOff, IconMaximize, IconMinimize } from '@tabler/icons-react';
import type { InputState } from '@throwline/protocol';
import type { ReactNode, RefObject } from 'react';
import { pressTogether } from '../input/keyboard.ts';
import { SPECIAL_KEYS } from '../input/special-keys.ts';
import type { RemoteScreen, ScreenView } from './remote-screen.ts';
import classes from './screen.module.css';
import type { FullScreen } from './use-full-screen.ts';
import type { ViewMode } from './viewport.ts';
import type { ScreenFigures } from './worker-messages.ts';

interface Props {
  readonly view: ScreenView;
  readonly screen: RemoteScreen;
  readonly maySee: boolean;
  readonly mayControl: boolean;
  readonly monitor: number;
  readonly onMonitor: (monitor: number) => void;
  readonly mode: ViewMode;
  readonly onMode: (mode: ViewMode) => void;
  readonly hasDetails: boolean;
  readonly onDetails: (wanted: boolean) => void;
  readonly fullScreen: FullScreen;
  readonly releaseButton: RefObject<HTMLButtonElement | null>;
  readonly panelToggle: ReactNode;
}

/** Above the screen: what one may do, size, monitor, keys, figures. */
export function ScreenToolbar(props: Props): ReactNode {
  const { view, screen, maySee, mayControl, monitor, onMonitor, mode, onMode, fullScreen, releaseButton } =
    props;
  const monitors = view.layout?.monitors ?? [];
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Screen">
      {maySee && <ControlBadge mayControl={mayControl} view={view} />}
      {maySee && monitors.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label="Monitor"
          value={String(monitor)}
          onChange={(event) => onMonitor(Number(event.currentTarget.value))}
          data={[
            { value: '0', label: 'All monitors' },
            ...monitors.map(({ id, name, primary }) => ({
              value: String(id),
              label: `${name}${primary ? ' (main)' : ''}`,
            })),
          ]}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label="Size"
        value={mode}
        onChange={(value) => onMode(value === 'actual' ? 'actual' : 'fit')}
        data={[
          { value: 'fit', label: 'Fit' },
          { value: 'actual', label: '1:1' },
        ]}
      />
      {mayControl && (
        <>
          <SpecialKeys screen={screen} />
          <Tooltip label="Also: Ctrl + Alt + Shift" withinPortal={false}>
            <Button
              ref={releaseButton}
              size="compact-xs"
              variant="default"
              leftSection={<IconKeyboardOff size={14} aria-hidden />}
              onClick={() => screen.send({ type: 'release-input' })}
            >
              Release keyboard
            </Button>
          </Tooltip>
        </>
      )}
      <div className={classes.end}>
        {maySee && <Figures figures={view.figures} />}
        {maySee && (
          <Tooltip label="How the connection is doing" withinPortal={false}>
            <ActionIcon
              variant={props.hasDetails ? 'filled' : 'default'}
              aria-label="Connection details"
              aria-pressed={props.hasDetails}
              onClick={() => props.onDetails(!props.hasDetails)}
            >
              <IconActivity size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        {props.panelToggle}
        {fullScreen.isPossible && (
          <ActionIcon
            variant="default"
            aria-label={fullScreen.isOn ? 'Leave full screen' : 'Full screen'}
            onClick={fullScreen.toggle}
          >
            {fullScreen.isOn ? (
              <IconMinimize size={16} aria-hidden />
            ) : (
              <IconMaximize size={16} aria-hidden />
            )}
          </ActionIcon>
        )}
      </div>
    </div>
  );
}

const REASONS: Readonly<Record<InputState, string>> = {
  allowed: 'You have control',
  'not-granted': 'View only',
  'question-open': 'Control is paused: the customer is being asked',
  'over-own-window': 'You cannot control the customer’s Throwline window',
  unavailable: 'Control is not possible at the moment',
  'window-covered': 'Control is paused: the customer cannot see their Throwline window',
};

function ControlBadge({ mayControl, view }: { mayControl: boolean; view: ScreenView }): ReactNode {
  const shown = mayControl ? (view.inputState ?? 'allowed') : 'not-granted';
  if (view.isLocked) {
    return (
      <span className={classes.badge} data-state="locked" data-testid="control-state" role="status">
        The customer’s screen is locked. Nothing you type or click arrives until they unlock it
      </span>
    );
  }
  if (shown === 'allowed' && view.isElsewhere) {
    return (
      <span className={classes.badge} data-state="elsewhere" data-testid="control-state" role="status">
        You are controlling from another window. Click or type here to continue in this one
      </span>
    );
  }
  return (
    <span className={classes.badge} data-state={shown} data-testid="control-state" role="status">
      {REASONS[shown]}
    </span>
  );
}

function SpecialKeys({ screen }: { screen: RemoteScreen }): ReactNode {
  return (
    <Menu withinPortal={false} position="bottom-start">
      <Menu.Target>
        <Button size="compact-xs" variant="default" leftSection={<IconKeyboard size={14} aria-hidden />}>
          Special keys
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        {SPECIAL_KEYS.map(({ label, keys }) => (
          <Menu.Item
            key={label}
            onClick={() => {
              for (const frame of pressTogether(...keys)) screen.send(frame);
            }}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const SILENCE_SHOWN_AFTER = 4000;

function Figures({ figures }: { figures: ScreenFigures | undefined }): ReactNode {
  const shown = (value: number | undefined): string =>
    value === undefined ? '–' : `${Math.round(value)} ms`;
  const isSilent = figures !== undefined && figures.silentFor > SILENCE_SHOWN_AFTER;
  return (
    <span className={classes.figures} data-testid="screen-figures">
      {isSilent ? (
        <strong>No answer for {Math.round(figures.silentFor / 1000)} s</strong>
      ) : (
        <>
          <span title="From here to the customer’s computer and back">
            Round trip {shown(figures?.roundTrip)}
          </span>
          <span title="How old the newest picture was when it appeared here">
            Picture {shown(figures?.frameAge)}
          </span>
        </>
      )}
    </span>
  );
}
