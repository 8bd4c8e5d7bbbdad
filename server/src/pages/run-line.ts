/**
 * The one line that a customer on Linux pastes into a terminal. The name is unique, so whichever folder of the home
 * folder the browser keeps downloads in, in whatever language it is called, the pattern finds it. `sh` needs no execute
 * permission on the file, which browsers do not set.
 * @param fileName the file's name as the server serves it
 * @throws RangeError for a name that would need quoting in a shell
 */
export function runLine(fileName: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(fileName)) throw new RangeError('Not a file name of ours');
  return `sh ~/*/${fileName}`;
}
