import {
  errorResponse,
  type Secret,
  WINDOW_FILE_PATH,
  WINDOW_SECRET_HEADER,
  WINDOW_SOCKET_PATH,
  type WindowCommand,
  type WindowUpdate,
  windowUpdate,
} from '@throwline/protocol';

/** How long the window tries to reach a support program that does not answer, in milliseconds. */
const GIVE_UP_AFTER = 15_000;
const RETRY_PAUSE = 500;

/** What the link tells. */
export interface LinkListener {
  /** May throw for an update that does not follow; the link then starts over. */
  update(update: WindowUpdate): void;
  /** Closed; tried again unless the session is over. */
  lost(): void;
  gone(reason: 'refused' | 'gone'): void;
}

/** The support program has not taken a file; the message says why, to people. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
}

/** The window's connection to the support program on the same computer. */
export interface AppletLink {
  /**
   * Sends now, or as soon as the link is back. Only what must never be forgotten waits that long:
   * taking back permissions and ending.
   */
  send(command: WindowCommand): void;
  /**
   * Hands over the bytes of an accepted file; settles when the support program has them all.
   * @throws UploadRefused when it does not take them; anything else when they could not be handed over
   */
  upload(fileId: string, file: File, signal: AbortSignal): Promise<void>;
  /** The goodbye was said: a closed socket is no loss any more. */
  finish(): void;
}

/**
 * Opens the link with the one-time token of the page's address. What brings the window back after a lost socket is kept in this
 * page's memory and nowhere else: whatever a browser keeps for a page (storage, history, session) it writes to its profile, where
 * every program of the customer's computer can read it. A page that is loaded anew therefore has nothing to come back with.
 */
export function openLink(listener: LinkListener): AppletLink {
  let socket: WebSocket | undefined;
  let finished = false;
  let lastOpen = performance.now();
  let waiting: WindowCommand[] = [];
  const token = takeToken();
  let secret: Secret | undefined;

  function connect(): void {
    const opening = new WebSocket(`ws://${location.host}${WINDOW_SOCKET_PATH}`);
    socket = opening;
    opening.onopen = () => {
      const first = secret === undefined ? { type: 'open', token } : { type: 'resume', secret };
      opening.send(JSON.stringify(first));
    };
    opening.onmessage = ({ data }) => received(opening, data);
    opening.onclose = ({ code }) => closed(code);
  }

  function received(from: WebSocket, data: unknown): void {
    const parsed = typeof data === 'string' ? windowUpdate.safeParse(parseJson(data)) : undefined;
    if (parsed?.success !== true) {
      console.error('The support program said something that this window does not know.');
      return;
    }
    const update = parsed.data;
    if (update.type === 'hello') {
      secret = update.secret;
      for (const command of waiting) from.send(JSON.stringify(command));
      waiting = [];
    }
    try {
      listener.update(update);
    } catch (error) {
      console.error(error);
      from.close();
    }
  }

  function closed(code: number): void {
    const wasOpen = socket !== undefined;
    socket = undefined;
    if (wasOpen) listener.lost();
    if (finished) return;
    // 4401: the token was used before. 4409: this window is there already.
    if (code === 4401 || code === 4409) listener.gone('refused');
    else if (performance.now() - lastOpen > GIVE_UP_AFTER) listener.gone('gone');
    else window.setTimeout(connect, RETRY_PAUSE);
  }

  window.setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) lastOpen = performance.now();
  }, 1000);
  window.addEventListener('pagehide', () => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'leaving' }));
  });

  // A page that was loaded anew has nothing to show; the support program puts another window in its place.
  if (token === '') window.setTimeout(() => listener.gone('refused'), GIVE_UP_AFTER);
  else connect();

  return {
    send(command) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
      else if (command.type === 'revoke-all' || command.type === 'revoke' || command.type === 'end') {
        waiting.push(command);
      }
    },
    async upload(fileId, file, signal) {
      const headers = {
        [WINDOW_SECRET_HEADER]: secret ?? '',
        'content-type': 'application/octet-stream',
      };
      const response = await fetch(WINDOW_FILE_PATH + fileId, {
        method: 'POST',
        headers,
        body: file,
        signal,
      });
      if (response.ok) return;
      const refusal = errorResponse.safeParse(parseJson(await response.text()));
      throw new UploadRefused(
        refusal.success ? refusal.data.message : 'The support program did not take this file.',
      );
    },
    finish() {
      finished = true;
      secret = undefined;
    },
  };
}

/** The token from the address, which is then taken out of sight and out of the history. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(null, '', location.pathname);
  return token;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
