/** One line about a step of the program's life. Never a code, ticket, token, key, name or chat. */
export type Log = (line: string) => void;

/** Writes to standard error when `THROWLINE_APPLET_LOG` is 1, else nowhere. */
export function makeLog(environment: NodeJS.ProcessEnv): Log {
  if (environment.THROWLINE_APPLET_LOG !== '1') return () => undefined;
  const start = performance.now();
  let isBroken = false;
  // Whoever read it is gone. Unheard, each line's failure would be a fault that is logged.
  process.stderr.on('error', () => {
    isBroken = true;
  });
  return (line) => {
    if (isBroken) return;
    process.stderr.write(`throwline ${(performance.now() - start).toFixed(0)} ms: ${line}\n`);
  };
}
