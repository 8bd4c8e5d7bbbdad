import type { Size } from '../screen/viewport.ts';
import { toRemote } from '../screen/viewport.ts';
import { type InputFrame, Keyboard, type KeyPress, type ModifierState, typeText } from './keyboard.ts';
import { PointerSender, type PointerState, wireButtons } from './pointer.ts';
import { WheelSteps } from './wheel.ts';

export interface CaptureOptions {
  /** Shows the remote screen; takes the pointer. */
  readonly canvas: HTMLElement;
  /** Takes the keyboard while it has the focus: a text field, so that dead keys and input methods work. */
  readonly field: HTMLTextAreaElement;
  readonly send: (frame: InputFrame) => void;
  /** Size of the remote picture, `undefined` while there is none. */
  readonly remote: () => Size | undefined;
  readonly isMac: boolean;
  /** The technician pressed the keys that leave the remote screen. */
  readonly onLeave: () => void;
  /** The local pointer is here, in remote pixels; `undefined` when it has left. */
  readonly onPointer: (place: PointerState | undefined) => void;
  /** Calls back when what is held here is not held over there any more; the returned function ends that. */
  readonly onLetGo: (act: () => void) => () => void;
}

/**
 * Takes pointer and keyboard on the remote screen and sends them, until the returned function is called, which lets
 * go of everything. Losing the focus or the tab lets go, too.
 */
export function captureInput(options: CaptureOptions): () => void {
  const { canvas, field, send, onLeave, onPointer } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const keyboard = new Keyboard(options.isMac);
  const wheel = new WheelSteps();
  const pointer = new PointerSender(send, (act) => {
    const request = requestAnimationFrame(act);
    return () => cancelAnimationFrame(request);
  });

  const release = (): void => {
    keyboard.clear();
    pointer.clear();
    field.value = '';
    send({ type: 'release-input' });
  };

  const place = (event: PointerEvent): PointerState | undefined => {
    const remote = options.remote();
    if (remote === undefined) return undefined;
    const at = toRemote({ x: event.clientX, y: event.clientY }, canvas.getBoundingClientRect(), remote);
    return { ...at, buttons: wireButtons(event.buttons) };
  };

  const letGoOfLost = (state: ModifierState): void => {
    const frames = keyboard.compare(state);
    if (frames.length > 0) pointer.flush();
    for (const frame of frames) send(frame);
  };

  const onPointerEvent = (event: PointerEvent): void => {
    letGoOfLost(event);
    const state = place(event);
    if (state === undefined) return;
    if (event.type === 'pointerdown') {
      canvas.setPointerCapture(event.pointerId);
      field.focus({ preventScroll: true });
    }
    event.preventDefault();
    onPointer(state);
    pointer.to(state);
  };
  for (const type of ['pointerdown', 'pointermove', 'pointerup'] as const) {
    canvas.addEventListener(type, onPointerEvent, { signal });
  }
  canvas.addEventListener('pointercancel', release, { signal });
  canvas.addEventListener('pointerleave', () => onPointer(undefined), { signal });
  // Menus, middle-click scrolling and going back in history are what the buttons do here; they are meant over there.
  for (const type of ['contextmenu', 'mousedown', 'mouseup', 'auxclick', 'dragstart'] as const) {
    canvas.addEventListener(type, (event) => event.preventDefault(), { signal });
  }
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      letGoOfLost(event);
      const steps = wheel.turn(event);
      if (steps === undefined) return;
      pointer.flush();
      send({ type: 'wheel', ...steps });
    },
    { signal, passive: false },
  );

  const onKey = (event: KeyboardEvent): void => {
    const press = keyPress(event);
    const isDown = event.type === 'keydown';
    if (isDown && keyboard.isLeaving(press)) {
      event.preventDefault();
      release();
      onLeave();
      return;
    }
    const { frames, handled } = isDown ? keyboard.down(press) : keyboard.up(press);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (frames.length > 0) pointer.flush();
    for (const frame of frames) send(frame);
  };
  field.addEventListener('keydown', onKey, { signal });
  field.addEventListener('keyup', onKey, { signal });

  const takeText = (): void => {
    const text = field.value;
    field.value = '';
    for (const frame of typeText(text)) send(frame);
  };
  field.addEventListener(
    'input',
    (event) => {
      if (event instanceof InputEvent && event.isComposing) return;
      takeText();
    },
    { signal },
  );
  // Chromium ends a composition after its last input event, Firefox before it; the field is empty the second time.
  field.addEventListener('compositionend', takeText, { signal });
  for (const type of ['paste', 'drop'] as const) {
    field.addEventListener(type, (event) => event.preventDefault(), { signal });
  }

  field.addEventListener('blur', release, { signal });
  const stopHearing = options.onLetGo(release);
  window.addEventListener('blur', release, { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden) release();
    },
    { signal },
  );

  return () => {
    stop.abort();
    stopHearing();
    onPointer(undefined);
    release();
  };
}

function keyPress(event: KeyboardEvent): KeyPress {
  const { key, code, location, shiftKey, ctrlKey, altKey, metaKey, isComposing } = event;
  const altGraph = event.getModifierState('AltGraph');
  return { key, code, location, shiftKey, ctrlKey, altKey, metaKey, altGraph, isComposing };
}
