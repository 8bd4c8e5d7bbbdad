import {
  type Area,
  type FileId,
  HOLD_SILENCE,
  type InputState,
  type Secret,
  type SessionId,
  STEADY_PING,
} from '@throwline/protocol';
import { type Observable, Value } from '../connection/observable.ts';
import type { PeerStatus } from '../connection/peer-connection.ts';
import { socketUrl } from '../connection/sockets.ts';
import type { InputFrame } from '../input/keyboard.ts';
import type { Drawing, Mark } from './drawing.ts';
import { type BoxedDrawing, DrawingBox } from './drawing-box.ts';
import { PictureCanvas } from './picture-canvas.ts';
import type { Size } from './viewport.ts';
import type {
  CursorImage,
  FromSession,
  FromWorker,
  ScreenFigures,
  ScreenLayout,
  StopReason,
  ToWorker,
} from './worker-messages.ts';

/** What is known of the customer's screen, as the page shows it. */
export interface ScreenView {
  readonly link: PeerStatus;
  readonly layout: ScreenLayout | undefined;
  /** Size of the picture on the canvas; `undefined` while there is none. */
  readonly picture: Size | undefined;
  readonly stopped: StopReason | undefined;
  readonly inputState: InputState | undefined;
  /** Another window of the same technician acts. */
  readonly isElsewhere: boolean;
  /** Whether the customer's screen is locked. */
  readonly isLocked: boolean;
  /** Nothing comes from the customer's computer, though this page has control. */
  readonly isSilent: boolean;
  readonly hiddenAreas: readonly Area[];
  /** `undefined` until it is told. */
  readonly cursor: CursorImage | 'hidden' | undefined;
  readonly figures: ScreenFigures | undefined;
  /** The worker cannot work in this browser. */
  readonly broken: string | undefined;
}

/** What has come of a file that was accepted in this tab. */
export type Arrival =
  | { readonly step: 'receiving'; readonly received: number }
  | { readonly step: 'here'; readonly contents: Blob }
  | { readonly step: 'failed'; readonly message: string };

const NOTHING: ScreenView = {
  link: 'connecting',
  layout: undefined,
  picture: undefined,
  stopped: undefined,
  inputState: undefined,
  isElsewhere: false,
  isLocked: false,
  isSilent: false,
  hiddenAreas: [],
  cursor: undefined,
  figures: undefined,
  broken: undefined,
};

/** The page's side of the peer worker: owns the canvas, and says what the worker has told. One for an open session, kept by `ReadyScreens`. */
export class RemoteScreen {
  /** Has the picture's own size in pixels; laid out by whoever shows it. */
  readonly canvas: HTMLCanvasElement;
  readonly #picture: PictureCanvas;
  readonly #worker: Worker;
  readonly #box = DrawingBox.create();
  #isClosed = false;
  readonly #view = new Value<ScreenView>(NOTHING);
  readonly #cursorPlace = new Value<{ x: number; y: number } | undefined>(undefined);
  readonly #marks = new Value<readonly Mark[]>([]);
  #hasMarks = false;
  #isWanted = false;
  readonly #lettingGo = new Set<() => void>();
  #beats: ReturnType<typeof setInterval> | undefined;
  readonly #arrivals = new Value<ReadonlyMap<FileId, Arrival>>(new Map());

  /** @param fetchToken a token for the peer socket of the session; rejecting means: later */
  constructor(sessionId: SessionId, fetchToken: (sessionId: SessionId) => Promise<Secret>) {
    this.canvas = document.createElement('canvas');
    this.canvas.dataset.testid = 'remote-screen';
    this.#picture = new PictureCanvas(this.canvas);
    this.#worker = new Worker(new URL('./peer-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'token-wanted') {
        fetchToken(sessionId).then(
          (token) => this.#post({ type: 'token', token }),
          () => this.#post({ type: 'token', token: undefined }),
        );
        return;
      }
      // It came before this message.
      this.#emptyBox();
      this.#take(data);
    });
    this.#worker.addEventListener('error', ({ message }) => this.#change({ broken: message || 'no worker' }));
    this.#post({ type: 'start', url: socketUrl(location, ''), box: this.#box?.memory });
    void this.#watchBox();
  }

  get isBroken(): boolean {
    return this.#view.get().broken !== undefined;
  }

  get view(): Observable<ScreenView> {
    return this.#view;
  }

  /** Where the customer's pointer is, in pixels of the picture. */
  get cursorPlace(): Observable<{ x: number; y: number } | undefined> {
    return this.#cursorPlace;
  }

  /** What the last update has touched; nothing unless {@link showMarks} has asked for it. */
  get marks(): Observable<readonly Mark[]> {
    return this.#marks;
  }

  showMarks(wanted: boolean): void {
    this.#hasMarks = wanted;
    this.#marks.set([]);
  }

  /** Files accepted in this tab. */
  get arrivals(): Observable<ReadonlyMap<FileId, Arrival>> {
    return this.#arrivals;
  }

  /** Shows this monitor (0: all), or with `undefined` stops the screen. */
  show(monitor: number | undefined): void {
    this.#isWanted = monitor !== undefined;
    this.#change({ stopped: undefined });
    this.#post({ type: 'view', monitor });
  }

  /** Takes the picture away: nobody looks at it any more, and what is shown the next time must be new. */
  rest(): void {
    this.#picture.blank();
    this.#change({ picture: undefined, hiddenAreas: [] });
  }

  send(frame: InputFrame): void {
    this.#post({ type: 'input', frame });
  }

  /**
   * Says, while control is granted and the page is looked at, that the page is alive, so that its silence says something: what is
   * held over there is let go of then.
   */
  steady(isOn: boolean): void {
    if (isOn === (this.#beats !== undefined)) return;
    this.#post({ type: 'steady', on: isOn });
    clearInterval(this.#beats);
    this.#beats = undefined;
    if (!isOn) return;
    let last = performance.now();
    this.#beats = setInterval(() => {
      const now = performance.now();
      // The page stood still; the other side has let go meanwhile.
      if (now - last >= HOLD_SILENCE) this.#letGo();
      last = now;
      this.#post({ type: 'beat' });
    }, STEADY_PING);
  }

  /** Calls back when what is held here is not held over there any more. @returns ends that */
  onLetGo(act: () => void): () => void {
    this.#lettingGo.add(act);
    return () => this.#lettingGo.delete(act);
  }

  /** The technician's sign-in has run out, or is renewed: meanwhile nothing passes, and silence says nothing. */
  pause(isPaused: boolean): void {
    this.#post({ type: 'rest', on: isPaused });
  }

  /** Connects to the customer's program anew. */
  reconnect(): void {
    this.#post({ type: 'reconnect' });
  }

  /** Begins to take a file in; saying it twice is once. */
  receiveFile(fileId: FileId, size: number): void {
    if (this.#arrivals.get().has(fileId)) return;
    this.#arrive(fileId, { step: 'receiving', received: 0 });
    this.#post({ type: 'receive-file', fileId, size });
  }

  dropFile(fileId: FileId): void {
    this.#post({ type: 'drop-file', fileId });
  }

  /** Lets go of all keys, stops the screen and ends the worker. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#beats);
    this.#box?.wake();
    this.#post({ type: 'close' });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #change(part: Partial<ScreenView>): void {
    this.#view.set({ ...this.#view.get(), ...part });
  }

  #arrive(fileId: FileId, arrival: Arrival): void {
    this.#arrivals.set(new Map(this.#arrivals.get()).set(fileId, arrival));
  }

  #take(message: FromSession): void {
    switch (message.type) {
      case 'status':
        this.#change({
          link: message.status,
          ...(message.status === 'together'
            ? {}
            : { inputState: undefined, isElsewhere: false, isLocked: false, figures: undefined }),
        });
        return;
      case 'layout':
        this.#change({ layout: message.layout });
        return;
      case 'draw':
        this.#draw(message);
        return;
      case 'blank':
        this.#picture.blank();
        return;
      case 'stopped':
        this.#stopped(message.reason);
        return;
      case 'cursor':
        this.#change({ cursor: message.cursor });
        return;
      case 'cursor-position':
        this.#cursorPlace.set({ x: message.x, y: message.y });
        return;
      case 'input-state':
        this.#change({ inputState: message.state });
        return;
      case 'screen-lock':
        this.#change({ isLocked: message.isLocked });
        return;
      case 'hands':
        if (message.news !== 'here') this.#letGo();
        if (message.news !== 'let-go') this.#change({ isElsewhere: message.news === 'elsewhere' });
        return;
      case 'silent':
        this.#letGo();
        this.#change({ isSilent: message.isSilent });
        return;
      case 'hidden-areas':
        this.#change({ hiddenAreas: message.areas });
        return;
      case 'figures':
        this.#change({ figures: message.figures });
        return;
      case 'file-progress':
        if (this.#arrivals.get().get(message.fileId)?.step === 'receiving') {
          this.#arrive(message.fileId, { step: 'receiving', received: message.received });
        }
        return;
      case 'file-complete':
        this.#arrive(message.fileId, { step: 'here', contents: message.contents });
        return;
      case 'file-failed':
        this.#arrive(message.fileId, { step: 'failed', message: message.message });
        return;
      case 'broken':
        this.#change({ broken: message.message });
        return;
    }
  }

  #letGo(): void {
    for (const act of this.#lettingGo) act();
  }

  async #watchBox(): Promise<void> {
    const box = this.#box;
    if (box === undefined) return;
    while (!this.#isClosed) {
      await box.filled();
      this.#emptyBox();
    }
  }

  #emptyBox(): void {
    const boxed = this.#box?.take();
    if (boxed !== undefined) this.#draw(boxed);
  }

  #draw({ frame, drawing }: BoxedDrawing): void {
    if (this.#isWanted) this.#paint(drawing);
    this.#post({ type: 'drawn', frame });
  }

  #paint(drawing: Drawing): void {
    if (this.#hasMarks) this.#marks.set(marksOf(drawing));
    if (this.#picture.draw(drawing)) this.#change({ picture: drawing.size, stopped: undefined });
  }

  #stopped(reason: StopReason): void {
    const isGone = reason === 'not-granted' || reason === 'undecodable';
    this.#change({
      stopped: reason,
      figures: undefined,
      ...(isGone ? { picture: undefined, hiddenAreas: [] } : {}),
    });
    if (isGone) this.#cursorPlace.set(undefined);
  }
}

/** More frames than this say nothing to an eye. */
const MOST_MARKS = 200;

function marksOf({ moves, rects, isNear }: Drawing): readonly Mark[] {
  const moved = moves.map(({ rect }): Mark => ({ rect, kind: 'moved' }));
  const drawn = rects.map((rect): Mark => ({ rect, kind: isNear ? 'near' : 'exact' }));
  return [...moved, ...drawn].slice(0, MOST_MARKS);
}
