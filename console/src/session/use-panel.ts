import { useCallback, useState } from 'react';
import { useIsFullScreen } from '../screen/use-full-screen.ts';
import { type PanelLayout, panelLayouts, panelWidth } from './panel-width.ts';

/** The id of the side panel, for what opens and closes it. */
export const PANEL_ID = 'case-tools';

/** The side panel of a case: open or not, and how wide. */
export interface Panel {
  readonly isOpen: boolean;
  readonly isFullScreen: boolean;
  /** CSS pixels. */
  readonly width: number;
  readonly toggle: () => void;
  readonly resize: (width: number) => void;
}

/** In full screen the panel is closed until it is asked for, and opening it there says nothing of other times. */
export function usePanel(): Panel {
  const [layout, setOnlyLayout] = useState<PanelLayout>(() => panelLayouts(localStorage).read());
  const isFullScreen = useIsFullScreen();
  const [openInFullScreen, setOpenInFullScreen] = useState(false);
  const setLayout = useCallback((next: PanelLayout) => {
    setOnlyLayout(next);
    panelLayouts(localStorage).write(next);
  }, []);
  const toggle = (): void => {
    if (isFullScreen) setOpenInFullScreen(!openInFullScreen);
    else setLayout({ ...layout, isOpen: !layout.isOpen });
  };
  return {
    isOpen: isFullScreen ? openInFullScreen : layout.isOpen,
    isFullScreen,
    width: layout.width,
    toggle,
    resize: (width) => setLayout({ ...layout, width: panelWidth(width) }),
  };
}
