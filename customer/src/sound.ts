import { signal } from '@preact/signals';

const isOn = signal(true);

/** Whether questions and messages are heard. On at first. */
export const sound = isOn;

/** Tones of each sound, in hertz, one after the other: a question rises. */
const TONES = { question: [523.25, 659.25], message: [587.33] } as const;
/** Seconds from one tone to the next, and that each takes to fade. */
const STEP = 0.18;
const FADE = 0.6;
/** Of the loudest that there is. */
const LOUDNESS = 0.12;

let context: AudioContext | undefined;

/** A soft sound, unless the customer wants none. */
export function chime(reason: keyof typeof TONES): void {
  if (!isOn.value) return;
  try {
    context ??= new AudioContext();
    const { currentTime } = context;
    TONES[reason].forEach((frequency, index) => {
      if (context !== undefined) playTone(context, frequency, currentTime + index * STEP);
    });
  } catch {
    // A computer without sound has none; the window calls in other ways, too.
  }
}

function playTone(audio: AudioContext, frequency: number, at: number): void {
  const tone = new OscillatorNode(audio, { type: 'sine', frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + FADE);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + FADE);
}
