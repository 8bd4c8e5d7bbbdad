const KEY = 'throwline-side-panel';

/** Narrowest and widest that the side panel is made, CSS pixels; on a small page it takes less than half of it all the same. */
export const PANEL_WIDTHS = { least: 280, most: 720, usual: 340 } as const;

/** How the side panel of a case is laid out, kept in this browser. */
export interface PanelLayout {
  /** CSS pixels, within {@link PANEL_WIDTHS}. */
  readonly width: number;
  readonly isOpen: boolean;
}

/** Brings a width into its bounds; what is no number becomes the usual one. */
export function panelWidth(wanted: number): number {
  if (!Number.isFinite(wanted)) return PANEL_WIDTHS.usual;
  return Math.round(Math.min(Math.max(wanted, PANEL_WIDTHS.least), PANEL_WIDTHS.most));
}

/** Reads and keeps the layout. @param storage the browser's own, or a test's */
export function panelLayouts(storage: Pick<Storage, 'getItem' | 'setItem'>): {
  read(): PanelLayout;
  write(layout: PanelLayout): void;
} {
  return {
    read() {
      const [width = '', state] = (storage.getItem(KEY) ?? '').split(' ');
      return { width: panelWidth(Number.parseFloat(width)), isOpen: state !== 'closed' };
    },
    write: ({ width, isOpen }) => storage.setItem(KEY, `${panelWidth(width)} ${isOpen ? 'open' : 'closed'}`),
  };
}
