import koffi from 'koffi';

/** `LC_CTYPE_MASK` of glibc's locale.h. */
const LC_CTYPE_MASK = 1;
/** `CODESET` of glibc's langinfo.h: `_NL_ITEM (__LC_CTYPE, 14)`. */
const CODESET = 14;

/** Locales that know UTF-8 and nothing else, by the names that distributions give them. */
const PLAIN_UTF8 = ['C.UTF-8', 'C.utf8', 'en_US.UTF-8'] as const;

/** Tells the character set of a locale, such as `UTF-8`; `undefined` when this computer does not have the locale. */
export type CodesetOf = (locale: string) => string | undefined;

/** Asks the C library, without changing this process's own locale. */
export const systemCodesetOf: CodesetOf = (locale) => {
  const libc = koffi.load('libc.so.6');
  const found = libc.func('void *newlocale(int mask, const char *name, void *base)')(
    LC_CTYPE_MASK,
    locale,
    null,
  );
  if (found === null) return undefined;
  const codeset: unknown = libc.func('const char *nl_langinfo_l(int item, void *locale)')(CODESET, found);
  libc.func('void freelocale(void *locale)')(found);
  return typeof codeset === 'string' ? codeset : undefined;
};

/**
 * The environment with a locale in which names of files are UTF-8, as nearly all are. Chromium reads a file called
 * `Überblick.txt` as empty where the locale knows no `Ü`: in the locale C, or when the one that is set is not installed.
 * Words, dates and numbers stay in the customer's language.
 */
export function withUtf8(environment: NodeJS.ProcessEnv, codesetOf: CodesetOf): NodeJS.ProcessEnv {
  const { LC_ALL: all, ...others } = environment;
  const set = all || environment.LC_CTYPE || environment.LANG || 'C';
  if (codesetOf(set) === 'UTF-8') return environment;
  const plain = PLAIN_UTF8.find((name) => codesetOf(name) === 'UTF-8');
  if (plain === undefined) return environment;
  // What outranks the character set is put where it does not, so that it goes on meaning everything else.
  return { ...others, ...(all ? { LANG: all } : {}), LC_CTYPE: plain };
}
