/**
 * What runs in the console's worker before its own script: takes note of messages that come and go.
 * {@link tapConsole} is handed to the browser as text, so it refers to nothing outside of itself.
 * @param names of frames, by their numbers
 */
export function tapConsole(names: Readonly<Record<number, string>>): void {
  const channel = new BroadcastChannel('throwline-trace');
  const note = (what: string, bytes: number): void =>
    channel.postMessage({ at: performance.timeOrigin + performance.now(), part: 'console', what, bytes });
  const nameOf = (data: unknown): readonly [string, number] | undefined => {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    if (!(bytes instanceof Uint8Array)) return undefined;
    // The envelope's kind 1 carries a frame, whose first byte is its type.
    return [bytes[1] === 1 ? (names[bytes[4] ?? 0] ?? 'unknown') : 'other', bytes.length];
  };
  // The worker's own address is that of the script that loads this one first; it asks for files by their paths.
  const load = self.fetch;
  self.fetch = (what, ...rest) =>
    load(typeof what === 'string' ? new URL(what, location.origin) : what, ...rest);
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    const said = nameOf(data);
    if (said !== undefined) note(`sent peer ${said[0]}`, said[1]);
    send.call(this, data);
  };
  const listen = WebSocket.prototype.addEventListener;
  Object.defineProperty(WebSocket.prototype, 'addEventListener', {
    value(this: WebSocket, type: string, listener: (event: Event) => void, ...rest: unknown[]) {
      const tapped = (event: Event): void => {
        const heard = event instanceof MessageEvent ? nameOf(event.data) : undefined;
        if (heard !== undefined) note(`received peer ${heard[0]}`, heard[1]);
        listener(event);
      };
      Reflect.apply(listen, this, [type, type === 'message' ? tapped : listener, ...rest]);
    },
  });
}
