import type { Rect } from '@throwline/screen';
import type { ReactNode } from 'react';
import { useObservable } from '../app/use-observable.ts';
import type { RemoteScreen } from './remote-screen.ts';
import classes from './screen.module.css';
import type { ScreenFigures } from './worker-messages.ts';

/** A part of the picture that the last update has touched, and how. */
export interface Mark {
  readonly rect: Rect;
  readonly kind: 'moved' | 'exact' | 'film';
}

/** Over the picture, when asked for: what the screen's engine does. Frames show what the last update has touched. */
export function ScreenDetails(props: {
  screen: RemoteScreen;
  figures: ScreenFigures | undefined;
  scale: number;
}): ReactNode {
  const { screen, figures, scale } = props;
  const marks = useObservable(screen.marks);
  return (
    <>
      {marks.map(({ rect, kind }) => (
        <div
          key={`${kind} ${rect.x} ${rect.y} ${rect.width} ${rect.height}`}
          className={classes.mark}
          data-kind={kind}
          style={{
            left: rect.x * scale,
            top: rect.y * scale,
            width: rect.width * scale,
            height: rect.height * scale,
          }}
        />
      ))}
      <dl className={classes.details} data-testid="screen-details">
        {rows(figures).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function rows(figures: ScreenFigures | undefined): readonly (readonly [string, string])[] {
  const milliseconds = (value: number | undefined): string =>
    value === undefined ? '–' : `${Math.round(value)} ms`;
  const traffic = figures?.traffic;
  return [
    ['Round trip', milliseconds(figures?.roundTrip)],
    ['Age of the picture', milliseconds(figures?.frameAge)],
    ['Updates', `${traffic?.updates ?? 0} a second`],
    ['Received', `${((traffic?.bytes ?? 0) / 1000).toFixed(1)} kB/s`],
    ['Parts moved', `${traffic?.moved ?? 0}`],
    ['Parts sent exactly', `${traffic?.exact ?? 0}`],
    ['Parts of a film', `${traffic?.film ?? 0}`],
  ];
}
