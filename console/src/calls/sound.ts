/** What a sound is made with: the browser's audio, which stays silent until somebody has clicked or typed in the tab. */
export interface Audio {
  readonly state: string;
  resume(): Promise<void>;
  /** Two soft notes, one after the other. */
  play(): void;
}

/** Half a second, soft, and no file: two notes, the second one higher. */
export class CallSound {
  readonly #make: () => Audio | undefined;
  #audio: Audio | undefined;

  /** @param make `undefined` where the browser makes no sounds */
  constructor(make: () => Audio | undefined) {
    this.#make = make;
  }

  /** Somebody has clicked or typed here: from now on sounds are allowed. */
  unlock(): void {
    this.#audio ??= this.#make();
    if (this.#audio?.state === 'suspended') void this.#audio.resume();
  }

  /** Whether this tab can be heard. */
  get isReady(): boolean {
    return this.#audio?.state === 'running';
  }

  play(): void {
    if (this.isReady) this.#audio?.play();
  }
}

const NOTES = [
  { frequency: 659.3, at: 0 },
  { frequency: 880, at: 0.16 },
] as const;
const LENGTH = 0.35;
const LOUDNESS = 0.12;

/** Sounds by WebAudio; `undefined` where there is none. */
export function webAudio(): Audio | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  const context = new AudioContext();
  return {
    get state() {
      return context.state;
    },
    resume: () => context.resume(),
    play: () => {
      for (const { frequency, at } of NOTES) {
        const begin = context.currentTime + at;
        const tone = context.createOscillator();
        const gain = context.createGain();
        tone.frequency.value = frequency;
        gain.gain.setValueAtTime(0, begin);
        gain.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.02);
        gain.gain.exponentialRampToValueAtTime(0.0001, begin + LENGTH);
        tone.connect(gain).connect(context.destination);
        tone.start(begin);
        tone.stop(begin + LENGTH);
      }
    },
  };
}
