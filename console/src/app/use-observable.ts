import { useSyncExternalStore } from 'react';
import type { Observable } from '../connection/observable.ts';

/** The present value of an observable; the component is drawn again when it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}
