import koffi from 'koffi';
import { PlatformError } from '../../platform-error.ts';

/** One of macOS's libraries. */
export type Library = ReturnType<typeof koffi.load>;

/** @throws PlatformError `library-missing` */
export function load(path: string): Library {
  try {
    return koffi.load(path);
  } catch (cause) {
    throw new PlatformError('library-missing', `The system library ${path} could not be loaded.`, { cause });
  }
}

/** @throws PlatformError `library-missing` */
export const framework = (name: string): Library =>
  load(`/System/Library/Frameworks/${name}.framework/${name}`);

/** An object that a library has as a global constant. */
export function constant(library: Library, name: string): bigint {
  return koffi.decode(library.symbol(name), 'void *');
}
