import type { ReactNode } from 'react';
import { useObservable } from '../app/use-observable.ts';
import type { Mark } from './drawing.ts';
import type { RemoteScreen } from './remote-screen.ts';
import classes from './screen.module.css';
import type { ScreenFigures } from './worker-messages.ts';

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
        {rows(figures).map(({ name, value, kind }) => (
          <div key={name}>
            <dt>
              {kind !== undefined && <span className={classes.sample} data-kind={kind} aria-hidden />}
              {name}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface Row {
  readonly name: string;
  readonly value: string;
  /** Whose frames the row is about; a sample of one stands before it. */
  readonly kind?: Mark['kind'];
}

function rows(figures: ScreenFigures | undefined): readonly Row[] {
  const milliseconds = (value: number | undefined): string =>
    value === undefined ? '–' : `${Math.round(value)} ms`;
  const aSecond = (count = 0): string => `${count} a second`;
  const traffic = figures?.traffic;
  return [
    { name: 'Round trip', value: milliseconds(figures?.roundTrip) },
    { name: 'Picture age', value: milliseconds(figures?.frameAge) },
    { name: 'Received', value: `${((traffic?.bytes ?? 0) / 1000).toFixed(1)} kB a second` },
    { name: 'Updates', value: aSecond(traffic?.updates) },
    { name: 'Parts moved', value: aSecond(traffic?.moved), kind: 'moved' },
    { name: 'Parts sent exactly', value: aSecond(traffic?.exact), kind: 'exact' },
    { name: 'Parts sent approximately', value: aSecond(traffic?.near), kind: 'near' },
  ];
}
