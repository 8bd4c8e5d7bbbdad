import type { XConnection } from './x-connection.ts';
import { CORE } from './x-protocol.ts';

const MAP_OFFSET = 32;

/**
 * The button to inject for a meaning. What the customer has made of the mouse's buttons, for left-handed people for
 * example, holds for injected buttons as for real ones, so it is applied backwards. Asks the display each time: within
 * a server grab nobody can change it between the question and the press.
 * @param meaning 1 left, 2 middle, 3 right, 4–7 wheel up, down, left, right, 8 back, 9 forward
 * @returns `undefined` where no button of the customer's has that meaning
 */
export function buttonMeaning(connection: XConnection, meaning: number): number | undefined {
  const reply = connection.query(CORE.getPointerMapping, 0);
  const count = reply?.u8(1) ?? 0;
  if (reply === undefined || count === 0) return meaning;
  const meanings = Array.from({ length: count }, (_, index) => reply.u8(MAP_OFFSET + index));
  if (meanings[meaning - 1] === meaning) return meaning;
  const index = meanings.indexOf(meaning);
  return index < 0 ? undefined : index + 1;
}
