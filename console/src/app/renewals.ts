let underWay = 0;
const channel = new BroadcastChannel('throwline-sign-in');

/** Tells the browser's other tabs that the sign-in, which they share, was renewed. */
export const renewals = {
  tell: (): void => channel.postMessage('renewed'),
  /**
   * Whether the password was right and the second step is missing: the browser has no sign-in for this while, which is not to
   * be taken for the end of it.
   */
  get isUnderWay(): boolean {
    return underWay > 0;
  },
  /** The second step is awaited. @returns ends that */
  begin(): () => void {
    underWay += 1;
    return () => {
      underWay -= 1;
    };
  },
  /** @returns ends it */
  listen(act: () => void): () => void {
    channel.addEventListener('message', act);
    return () => channel.removeEventListener('message', act);
  },
};
