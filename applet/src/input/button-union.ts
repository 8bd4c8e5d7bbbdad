/** Which pointer buttons each console holds, and what that makes together. */
export class ButtonUnion {
  readonly #held = new Map<number, number>();

  /** A console now holds exactly `buttons` (a bit each). @returns the buttons that are down for any console */
  set(peer: number, buttons: number): number {
    if (buttons === 0) this.#held.delete(peer);
    else this.#held.set(peer, buttons);
    let all = 0;
    for (const each of this.#held.values()) all |= each;
    return all;
  }

  clear(): void {
    this.#held.clear();
  }
}
