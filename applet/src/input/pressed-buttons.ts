/**
 * Which pointer buttons each console presses, and which of them count. A button that was let go of here while it was still
 * held over there counts again only once it has been up: else the next move would press it at another place.
 */
export class PressedButtons {
  readonly #down = new Map<number, number>();
  readonly #stale = new Map<number, number>();

  /** The console now holds exactly `buttons` (a bit each). @returns those that count */
  set(peer: number, buttons: number): number {
    const stale = (this.#stale.get(peer) ?? 0) & buttons;
    this.#down.set(peer, buttons);
    this.#stale.set(peer, stale);
    return buttons & ~stale;
  }

  /** As {@link set}, for a press that is not carried out: none of these counts. */
  refuse(peer: number, buttons: number): void {
    this.#down.set(peer, buttons);
    this.#stale.set(peer, buttons);
  }

  /** Everything has been let go of here. */
  letGo(): void {
    for (const [peer, buttons] of this.#down) this.#stale.set(peer, buttons);
  }

  /** The console has let go by itself, or is gone: what it presses next is pressed anew. */
  forget(peer: number): void {
    this.#down.delete(peer);
    this.#stale.delete(peer);
  }
}
