/**
 * Stands at the end of a switch over a union that was narrowed before: it does not compile while a case is missing.
 * @throws RangeError when a value is none of its type
 */
export function unreachable(value: never): never {
  throw new RangeError(`There is no case for ${JSON.stringify(value)}.`);
}
