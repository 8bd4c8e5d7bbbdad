import type { ReactNode } from 'react';
import { useObservable } from '../app/use-observable.ts';
import type { PointerState } from '../input/pointer.ts';
import type { RemoteScreen, ScreenView } from './remote-screen.ts';
import classes from './screen.module.css';

/** Nearer than this, in remote pixels, the customer's pointer is where ours has put it. */
const SAME_PLACE = 24;

/** The customer's pointer, drawn over the picture; not where the technician's own pointer shows it already. */
export function CustomerCursor(props: {
  screen: RemoteScreen;
  cursor: ScreenView['cursor'];
  scale: number;
  own: PointerState | undefined;
}): ReactNode {
  const { screen, cursor, scale, own } = props;
  const place = useObservable(screen.cursorPlace);
  if (place === undefined || cursor === undefined || cursor === 'hidden') return null;
  const isOwn = own !== undefined && Math.hypot(own.x - place.x, own.y - place.y) < SAME_PLACE;
  return (
    <img
      src={cursor.url}
      alt=""
      draggable={false}
      className={classes.cursor}
      hidden={isOwn}
      style={{
        left: (place.x - cursor.hotX) * scale,
        top: (place.y - cursor.hotY) * scale,
        width: cursor.width * scale,
        height: cursor.height * scale,
      }}
    />
  );
}
