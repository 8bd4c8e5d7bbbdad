import { computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  commandId,
  type FileId,
  fileId as fileIdSchema,
  MAX_FILE_SIZE,
  MAX_OPEN_FILES,
  type Permission,
  type PrivacyAccess,
  type RequestId,
  randomId,
  type WindowUpdate,
} from '@throwline/protocol';
import { type AppletLink, openLink, UploadRefused } from './applet-link.ts';
import { fontSize, keepFontSize } from './font-size.ts';
import { type Happening, nextState, type WindowState } from './session-store.ts';
import { chime, sound } from './sound.ts';

/** What the customer can do in the window, and what the window shows of it. */
export interface WindowSession {
  readonly state: ReadonlySignal<WindowState>;
  /** Said to screen readers, and to nobody else. */
  readonly announcement: ReadonlySignal<string>;
  answer(requestId: RequestId, yes: boolean): void;
  /** Whether all of the question has been in view. Said anew whenever something moves. */
  showQuestion(requestId: RequestId, seen: boolean): void;
  /** No to the open question and to all that may come. */
  blockQuestions(): void;
  allowQuestions(): void;
  revoke(permission: Permission): void;
  revokeAll(): void;
  chat(text: string): void;
  /** Offers files to the technician; those that are too large are refused here, with the reason. */
  offerFiles(files: Iterable<File>): void;
  /** Files were dropped while none can be sent: says when that will be. */
  refuseFiles(): void;
  cancelFile(fileId: FileId): void;
  enterCode(code: string): void;
  /** The system puts its own question. */
  askPrivacy(access: PrivacyAccess): void;
  /** The system's settings open. */
  openPrivacy(access: PrivacyAccess): void;
  /** Makes the strip a whole window. */
  openWhole(): void;
  /** Makes it a strip again. */
  makeSmall(): void;
  /** Puts the strip at an edge of the screen. */
  dock(edge: 'top' | 'bottom'): void;
  /** Tries to reach the server at once. */
  tryNow(): void;
  end(): void;
  /** No to the question with which a closed window has come back. */
  goOn(): void;
  closeNotice(): void;
}

/** The limit as the customer reads it. */
export const FILE_LIMIT = '1 GB';

/** Connects the window to the support program. */
export function openSession(): WindowSession {
  const state = signal<WindowState>({ view: 'opening' });
  const announcement = signal('');
  const chosen = new Map<FileId, { readonly file: File; readonly abort: AbortController }>();

  function happened(happening: Happening): void {
    state.value = nextState(state.value, happening);
  }

  const link: AppletLink = openLink({
    update(update) {
      happened({ type: 'update', update });
      followed(update);
    },
    lost: () => happened({ type: 'link-lost' }),
    gone: (reason) => happened({ type: 'link-gone', reason }),
  });

  // Another monitor, or the browser's own zoom.
  let scale = devicePixelRatio;
  window.addEventListener('resize', () => {
    if (devicePixelRatio === scale) return;
    scale = devicePixelRatio;
    link.send({ type: 'scale', ratio: scale });
  });

  // Kept by the support program, for a window that takes the place of this one.
  let isNew = true;
  const preferences = computed(() => ({ fontSize: fontSize.value, sound: sound.value }));
  preferences.subscribe((chosen) => {
    if (!isNew) link.send({ type: 'preferences', preferences: chosen });
  });

  function followed(update: WindowUpdate): void {
    switch (update.type) {
      case 'hello':
        link.send({ type: 'scale', ratio: devicePixelRatio });
        if (!isNew) link.send({ type: 'preferences', preferences: preferences.value });
        else if (update.preferences !== undefined) {
          keepFontSize(update.preferences.fontSize);
          sound.value = update.preferences.sound;
        }
        isNew = false;
        sayAgain();
        break;
      case 'send-file':
        void upload(update.fileId);
        break;
      case 'events':
        for (const { body } of update.events) {
          if (body.type === 'file-cancelled' || body.type === 'file-declined') forget(body.fileId);
        }
        break;
      case 'goodbye':
        for (const fileId of chosen.keys()) forget(fileId);
        link.finish();
        break;
      case 'call':
        chime(update.reason);
        break;
      case 'organisation':
      case 'status':
      case 'consent':
      case 'shape':
      case 'question':
      case 'yes-refused':
      case 'questions':
      case 'end-question':
      case 'privacy':
      case 'file-progress':
      case 'handed-over':
        break;
      case 'rejected':
        for (const fileId of chosen.keys()) if (fileId === update.about) forget(fileId);
        break;
    }
  }

  // With the same id it acts once, so what may have been lost with the socket is said again.
  function sayAgain(): void {
    if (state.value.view !== 'session') return;
    for (const { id, text, failed } of state.value.unsent) {
      if (failed === undefined) link.send({ type: 'chat', id, text });
    }
    for (const offer of state.value.offers) link.send({ type: 'offer-file', ...offer });
  }

  async function upload(fileId: FileId): Promise<void> {
    const entry = chosen.get(fileId);
    try {
      // After a reload the window has no hold of the file any more.
      if (entry === undefined) throw new Error('unknown file');
      await link.upload(fileId, entry.file, entry.abort.signal);
      chosen.delete(fileId);
    } catch (error) {
      if (entry?.abort.signal.aborted === true) return;
      link.send({ type: 'cancel-file', fileId });
      chosen.delete(fileId);
      happened({ type: 'notice', text: await whyNotSent(entry?.file, error) });
    }
  }

  function forget(fileId: FileId): void {
    chosen.get(fileId)?.abort.abort();
    chosen.delete(fileId);
  }

  function offer(file: File): void {
    if (file.size > MAX_FILE_SIZE) {
      const text = `${file.name} is too large. Files up to ${FILE_LIMIT} can be sent.`;
      happened({ type: 'notice', text });
      return;
    }
    if (chosen.size >= MAX_OPEN_FILES) {
      const text = `${MAX_OPEN_FILES} files are already waiting. Wait until some have been sent.`;
      happened({ type: 'notice', text });
      return;
    }
    const fileId = fileIdSchema.parse(newId());
    chosen.set(fileId, { file, abort: new AbortController() });
    happened({ type: 'file-chosen', offer: { fileId, name: file.name, size: file.size } });
    link.send({ type: 'offer-file', fileId, name: file.name, size: file.size });
  }

  return {
    state: computed(() => state.value),
    announcement: computed(() => announcement.value),
    answer: (requestId, yes) => link.send({ type: 'answer', requestId, yes }),
    showQuestion: (requestId, seen) => link.send({ type: 'question-view', requestId, seen }),
    blockQuestions() {
      link.send({ type: 'block-questions' });
      announcement.value = 'You will not be asked again.';
    },
    allowQuestions: () => link.send({ type: 'allow-questions' }),
    revoke: (permission) => link.send({ type: 'revoke', permissions: [permission] }),
    revokeAll() {
      // Sent whatever the window shows: it may be a moment behind.
      link.send({ type: 'revoke-all' });
      announcement.value = 'All permissions have been taken back.';
    },
    chat(text) {
      const id = commandId.parse(newId());
      happened({ type: 'chat-written', id, text });
      link.send({ type: 'chat', id, text });
    },
    offerFiles(files) {
      for (const file of files) offer(file);
    },
    refuseFiles() {
      const text =
        'You can send files as soon as the technician has started the session. Then drop them again.';
      happened({ type: 'notice', text });
    },
    cancelFile(fileId) {
      forget(fileId);
      link.send({ type: 'cancel-file', fileId });
    },
    enterCode(code) {
      happened({ type: 'code-typed' });
      link.send({ type: 'enter-code', code });
    },
    askPrivacy: (access) => link.send({ type: 'ask-privacy', access }),
    openPrivacy: (access) => link.send({ type: 'open-privacy', access }),
    openWhole: () => link.send({ type: 'open-whole' }),
    makeSmall: () => link.send({ type: 'make-small' }),
    dock: (edge) => link.send({ type: 'dock', edge }),
    tryNow: () => link.send({ type: 'try-now' }),
    end: () => link.send({ type: 'end' }),
    goOn: () => link.send({ type: 'go-on' }),
    closeNotice: () => happened({ type: 'notice-read' }),
  };
}

/** What happened to a file that was not sent, and what to do. A browser does not say why it could not hand a file over. */
async function whyNotSent(file: File | undefined, error: unknown): Promise<string> {
  if (file === undefined) return 'A file was not sent, because this window was reloaded. Choose it again.';
  if (error instanceof UploadRefused) return `${file.name}: ${error.message}`;
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return `The file ${file.name} could not be read. Choose it again.`;
  }
  return `${file.name} was not sent: this window lost contact with the support program for a moment. Send it again.`;
}

function newId(): string {
  return randomId(crypto.getRandomValues(new Uint8Array(26)));
}
