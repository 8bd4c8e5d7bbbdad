const channel = new BroadcastChannel('throwline-sign-in');

/** Tells the browser's other tabs that the sign-in, which they share, was renewed. */
export const renewals = {
  tell: (): void => channel.postMessage('renewed'),
  /** @returns ends it */
  listen(act: () => void): () => void {
    channel.addEventListener('message', act);
    return () => channel.removeEventListener('message', act);
  },
};
