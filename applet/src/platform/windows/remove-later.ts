import { spawn } from 'node:child_process';
import { win32 } from 'node:path';

/** The loop tries once a second, for a minute. The folder's name comes in a variable: in a command it could be read as one. */
const command = (system: string): string =>
  'for /l %i in (1,1,60) do @if exist "%THROWLINE_LEFT%" rmdir /s /q "%THROWLINE_LEFT%" & ' +
  `if exist "%THROWLINE_LEFT%" "${win32.join(system, 'ping.exe')}" -n 2 127.0.0.1 >nul`;

/**
 * Removes a folder once this program has ended: Windows deletes no program that runs. Its own command interpreter does it, as for the
 * downloaded file; see docs/decisions/0005-windows-program.md.
 */
export function removeLater(folder: string): void {
  const system = win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
  spawn(win32.join(system, 'cmd.exe'), ['/d', '/v:off', '/c', command(system)], {
    cwd: system,
    detached: true,
    env: { ...process.env, THROWLINE_LEFT: folder },
    stdio: 'ignore',
    windowsHide: true,
    windowsVerbatimArguments: true,
  }).unref();
}
