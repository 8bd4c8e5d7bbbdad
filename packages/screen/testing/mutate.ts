/** Changes some bytes, cuts, lengthens, or copies a stretch to elsewhere. @param random from 0 to below 1 */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const kind = below(6);
  if (kind === 0) return bytes.slice(0, below(bytes.length));
  if (kind === 1)
    return Uint8Array.of(...bytes.subarray(0, 2_000), ...Array.from({ length: below(50) }, () => below(256)));
  const mutated = bytes.slice();
  if (kind === 2) {
    mutated.copyWithin(below(bytes.length), below(bytes.length), below(bytes.length));
    return mutated;
  }
  // Heads decide most: every other mutation stays near the start.
  const reach = kind % 2 === 0 ? Math.min(60, bytes.length) : bytes.length;
  for (let i = 0; i <= below(4); i++) mutated[below(reach)] = random() < 0.3 ? 255 : below(256);
  return mutated;
}
