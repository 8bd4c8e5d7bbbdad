import type { Area } from '@throwline/protocol';
import type { ReactNode } from 'react';
import classes from './screen.module.css';

/** What of the picture is the customer's own window, hatched; a window in several parts is named on its largest one. */
export function HiddenAreas({ areas, scale }: { areas: readonly Area[]; scale: number }): ReactNode {
  const size = ({ width, height }: Area): number => width * height;
  // A window is hidden where it is and, for a moment, where it was: the same place may be named twice. React leaves
  // elements behind when two have one key.
  const distinct = new Map(areas.map((area) => [`${area.x},${area.y},${area.width},${area.height}`, area]));
  const largest = [...distinct.values()].reduce<Area | undefined>(
    (found, each) => (found === undefined || size(each) > size(found) ? each : found),
    undefined,
  );
  return Array.from(distinct, ([key, area]) => (
    <div
      key={key}
      className={classes.hiddenArea}
      data-testid="hidden-area"
      style={{
        left: area.x * scale,
        top: area.y * scale,
        width: area.width * scale,
        height: area.height * scale,
      }}
    >
      {area === largest && <span>The customer’s Throwline window</span>}
    </div>
  ));
}
