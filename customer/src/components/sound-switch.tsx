import { sound } from '../sound.ts';

/** Whether questions and messages are heard. */
export function SoundSwitch() {
  return (
    <label class="sound-switch">
      <input
        type="checkbox"
        checked={sound.value}
        data-testid="sound"
        onChange={(event) => {
          sound.value = event.currentTarget.checked;
        }}
      />{' '}
      Play a soft sound when the technician asks or writes
    </label>
  );
}
