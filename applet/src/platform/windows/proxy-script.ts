import koffi from 'koffi';
import { HANDLE, type Handle, loadSystemLibrary } from './library.ts';

/** Time for the script to be fetched and run, milliseconds: afterwards the way is direct. */
const PATIENCE = 5_000;

/** Numbers of winhttp.h. */
const NO_PROXY = 1;
const NAMED_PROXY = 3;
const CONFIG_URL = 2;

interface WinHttp {
  /** @returns the proxies as a settings' text, empty for none */
  ask(session: Handle, server: string, script: string): Promise<string>;
  open(): Handle;
  close(session: Handle): void;
}

let loaded: WinHttp | undefined;

/**
 * Has Windows itself fetch and run a proxy script, in a thread of its own.
 * @param script its address
 * @returns the proxies for the server as Windows writes them, `host:port` separated by semicolons, the first to be tried first; empty
 *   where the script says that the way is direct, cannot be had, fails, or takes more than 5 s
 */
export const proxyByScript = patient(runScript, PATIENCE);

/** Asks a script for the way to a server. */
type AskScript = (script: string, server: URL) => Promise<string>;

/**
 * Waits for a script's answer for `patience` milliseconds, and answers with the empty text for one that fails or is late.
 * Nothing can end a question to Windows, and each keeps one of the few threads that names are looked up and files removed
 * in; so whoever asks the same while it is open waits for the same answer.
 */
export function patient(ask: AskScript, patience: number): AskScript {
  const open = new Map<string, Promise<string>>();
  const answerTo: AskScript = (script, server) => {
    const question = `${server.href} ${script}`;
    const known = open.get(question);
    if (known !== undefined) return known;
    const answer = ask(script, server)
      .catch(() => '')
      .finally(() => open.delete(question));
    open.set(question, answer);
    return answer;
  };
  return async (script, server) => {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<string>((resolve) => {
      late = setTimeout(() => resolve(''), patience);
    });
    try {
      return await Promise.race([answerTo(script, server), tooLate]);
    } finally {
      clearTimeout(late);
    }
  };
}

async function runScript(script: string, server: URL): Promise<string> {
  loaded ??= load();
  const winHttp = loaded;
  const session = winHttp.open();
  try {
    return await winHttp.ask(session, server.href, script);
  } finally {
    winHttp.close(session);
  }
}

/** @throws PlatformError `library-missing` */
function load(): WinHttp {
  const lib = loadSystemLibrary('winhttp');
  // WINHTTP_AUTOPROXY_OPTIONS and WINHTTP_PROXY_INFO.
  const options = koffi.struct({
    flags: 'uint32',
    detection: 'uint32',
    script: 'str16',
    reserved: 'void *',
    reservedNumber: 'uint32',
    signsIn: 'int32',
  });
  const answer = koffi.struct({ access: 'uint32', proxies: 'void *', exceptions: 'void *' });
  const free = loadSystemLibrary('kernel32').func('GlobalFree', 'void *', ['void *']);
  const open = lib.func('WinHttpOpen', HANDLE, ['str16', 'uint32', 'void *', 'void *', 'uint32']);
  const getProxy = lib.func('WinHttpGetProxyForUrl', 'bool', [
    HANDLE,
    'str16',
    koffi.pointer(options),
    koffi.out(koffi.pointer(answer)),
  ]);
  return {
    open: () => open('Throwline', NO_PROXY, null, null, 0),
    close: lib.func('WinHttpCloseHandle', 'bool', [HANDLE]),
    async ask(session, server, script) {
      const asked = {
        flags: CONFIG_URL,
        detection: 0,
        script,
        reserved: null,
        reservedNumber: 0,
        signsIn: 0,
      };
      const info = { access: NO_PROXY, proxies: null, exceptions: null };
      const isFound = await new Promise<boolean>((resolve, reject) => {
        getProxy.async(session, server, asked, info, (error: Error | null, result: boolean) => {
          if (error === null) resolve(result);
          else reject(error);
        });
      });
      const { access, proxies, exceptions } = info;
      const text =
        isFound && access === NAMED_PROXY && proxies !== null ? koffi.decode.string16(proxies) : '';
      free(proxies);
      free(exceptions);
      return text;
    },
  };
}
