/**
 * One command line out of a program and its arguments, so that the program reads exactly these again: the rules of
 * CommandLineToArgvW ("Parsing C command-line arguments", Microsoft Learn).
 */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args].map(quoted).join(' ');
}

function quoted(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  // Backslashes mean themselves, except before a quotation mark.
  const escaped = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${escaped}"`;
}
