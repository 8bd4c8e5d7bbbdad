import { type KeyboardMap, type KeyPlace, MODIFIER } from './keyboard-map.ts';
import type { Keysym } from './keysyms.ts';

/** Modifiers that turn a character into a shortcut. */
const SHORTCUT_MODIFIERS = MODIFIER.control | MODIFIER.mod1 | MODIFIER.mod4;
const BITS = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** How to type a character: press the key while exactly the modifiers in `set` are added and those in `clear` are absent. */
export interface CharacterPlan {
  readonly keycode: number;
  /** Keys to hold meanwhile. */
  readonly press: readonly number[];
  /** Modifiers that must not be in effect meanwhile. */
  readonly clear: number;
}

/**
 * Finds the cheapest way to type a symbol with the customer's layout.
 * @param inEffect modifiers in effect now, held or locked
 * @returns `undefined` when the layout cannot type it without a dead key
 */
export function planCharacter(
  map: KeyboardMap,
  keysyms: readonly Keysym[],
  group: number,
  inEffect: number,
): CharacterPlan | undefined {
  let best: { plan: CharacterPlan; cost: number } | undefined;
  for (const place of map.places(keysyms, group)) {
    const plan = planPlace(map, place, inEffect);
    if (plan === undefined) continue;
    // A keypad's digits depend on Num Lock; the row's are what a person would use.
    const cost = plan.press.length + (place.mask & MODIFIER.mod2 ? 10 : 0) + (plan.clear & inEffect ? 1 : 0);
    if (best === undefined || cost < best.cost) best = { plan, cost };
  }
  return best?.plan;
}

function planPlace(map: KeyboardMap, place: KeyPlace, inEffect: number): CharacterPlan | undefined {
  // Programs turn letters into capitals by themselves when Caps Lock is on and the key did not use it up.
  if (place.modifiers & MODIFIER.lock) return undefined;
  const clear = (place.mask & ~place.modifiers) | SHORTCUT_MODIFIERS | MODIFIER.lock;
  const press: number[] = [];
  for (const bit of BITS) {
    if ((place.modifiers & bit) === 0 || (inEffect & bit) !== 0) continue;
    const keycode = map.keycodeSetting(bit);
    if (keycode === undefined) return undefined;
    press.push(keycode);
  }
  return { keycode: place.keycode, press, clear: clear & ~place.modifiers };
}
