import { loadSystemLibrary } from './library.ts';
import { ROOT_KEY, registryText } from './registry.ts';

/** Whether this is Wine, which runs Windows programs on other systems, and says so by this function. */
export function isWine(): boolean {
  try {
    loadSystemLibrary('ntdll').func('wine_get_version', 'str', []);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether Wine shows its programs within one window of their own, a desktop that holds nothing else. Otherwise a
 * picture of the screen is one of the whole host's, where no window can be told from another.
 */
export function hasDesktopOfItsOwn(): boolean {
  const explorer = 'Software\\Wine\\Explorer';
  const name = registryText(ROOT_KEY.currentUser, explorer, 'Desktop');
  return (
    name !== undefined && registryText(ROOT_KEY.currentUser, `${explorer}\\Desktops`, name) !== undefined
  );
}
