import koffi from 'koffi';
import { HANDLE, loadSystemLibrary, textOf, wideText } from './library.ts';

/** HKEY_CURRENT_USER and HKEY_LOCAL_MACHINE, as 64-bit Windows widens them. */
export const ROOT_KEY = { currentUser: 0x8000_0001 | 0, localMachine: 0x8000_0002 | 0 } as const;
export type RootKey = (typeof ROOT_KEY)[keyof typeof ROOT_KEY];

/** Kinds of values that are asked for; references to variables in text are resolved. */
const RRF = { text: 0x2, number: 0x10 } as const;
const ERROR_SUCCESS = 0;
/** Longest text that is read, in UTF-16 units. */
const MAX_TEXT = 4096;

type Read = (root: RootKey, path: string, name: string, kind: number, bytes: number) => Buffer | undefined;

let read: Read | undefined;

/**
 * A text in the registry.
 * @param name empty for a key's own value
 * @returns `undefined` when it is not there, is of another kind, or is longer than 4095 characters
 */
export function registryText(root: RootKey, path: string, name: string): string | undefined {
  read ??= load();
  const bytes = read(root, path, name, RRF.text, MAX_TEXT * 2);
  return bytes && textOf(bytes);
}

/** A number of 32 bits in the registry. */
export function registryNumber(root: RootKey, path: string, name: string): number | undefined {
  read ??= load();
  return read(root, path, name, RRF.number, 4)?.readUInt32LE(0);
}

function load(): Read {
  const regGetValue = loadSystemLibrary('advapi32').func('RegGetValueW', 'int32', [
    HANDLE,
    'void *',
    'void *',
    'uint32',
    'void *',
    'void *',
    koffi.inout(koffi.pointer('uint32')),
  ]);
  return (root, path, name, kind, bytes) => {
    const value = Buffer.alloc(bytes);
    const length = [bytes];
    const status: number = regGetValue(root, wideText(path), wideText(name), kind, null, value, length);
    return status === ERROR_SUCCESS ? value : undefined;
  };
}
