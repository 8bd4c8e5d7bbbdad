/** A program that is needed to make the file is not on this computer. */
export class MissingToolError extends Error {
  /**
   * @param tool the program's name
   * @param debian the Debian package that brings it
   */
  constructor(tool: string, debian: string, options?: ErrorOptions) {
    super(`The program "${tool}" is missing; install it (Debian, Ubuntu: apt install ${debian}).`, options);
    this.name = 'MissingToolError';
  }
}
