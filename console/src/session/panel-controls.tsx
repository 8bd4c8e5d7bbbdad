import { Button } from '@mantine/core';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { PANEL_WIDTHS } from './panel-width.ts';
import classes from './session-page.module.css';
import { PANEL_ID, type Panel } from './use-panel.ts';

/** One press of an arrow key, CSS pixels. */
const STEP = 20;

/** Opens and closes the side panel; says what is new in it while it is closed. */
export function PanelToggle({ panel, unread }: { panel: Panel; unread: number }): ReactNode {
  return (
    <Button
      className={classes.toggle}
      variant={unread > 0 && !panel.isOpen ? 'filled' : 'default'}
      size="compact-sm"
      leftSection={<IconLayoutSidebarRight size={14} aria-hidden />}
      aria-expanded={panel.isOpen}
      aria-controls={PANEL_ID}
      onClick={panel.toggle}
    >
      {panel.isOpen || unread === 0 ? 'Chat panel' : `Chat panel (${unread} new)`}
    </Button>
  );
}

/** The edge between screen and side panel: dragged, or moved with the arrow keys. */
export function PanelEdge({ panel }: { panel: Panel }): ReactNode {
  const [isDragged, setDragged] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = {
      ArrowLeft: panel.width + STEP,
      ArrowRight: panel.width - STEP,
      Home: PANEL_WIDTHS.most,
      End: PANEL_WIDTHS.least,
    }[event.key];
    if (next === undefined) return;
    panel.resize(next);
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right;
    if (isDragged && right !== undefined) panel.resize(right - event.clientX);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this is a window splitter
    <div
      className={classes.edge}
      role="separator"
      tabIndex={0}
      aria-label="Width of the chat panel"
      aria-orientation="vertical"
      aria-controls={PANEL_ID}
      aria-valuemin={PANEL_WIDTHS.least}
      aria-valuemax={PANEL_WIDTHS.most}
      aria-valuenow={panel.width}
      aria-valuetext={`${panel.width} pixels`}
      data-dragged={isDragged}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(true);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragged(false)}
      onPointerCancel={() => setDragged(false)}
      onDoubleClick={() => panel.resize(PANEL_WIDTHS.usual)}
    />
  );
}
