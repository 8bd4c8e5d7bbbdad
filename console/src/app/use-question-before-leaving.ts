import { useEffect } from 'react';

/**
 * Lets the browser ask before the tab is closed, reloaded or led elsewhere.
 * @param isWanted asked at that moment; has to stay the same function as long as it means the same
 */
export function useQuestionBeforeLeaving(isWanted: () => boolean): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isWanted()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isWanted]);
}
