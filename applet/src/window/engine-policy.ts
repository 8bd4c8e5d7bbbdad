/** What an organisation lets its browsers open, as far as it concerns the support window. */
export interface UrlPolicy {
  /** Patterns of addresses that are blocked, and of exceptions. */
  readonly blocked: readonly string[];
  readonly allowed: readonly string[];
}

/** What stands for all pages on disk, or for everything: Chromium's filters and Firefox's match patterns. */
const ALL_FILES = /^(\*|<all_urls>|file:\/?\/?\/?\*?)$/i;
const SOME_FILES = /^(\*$|<all_urls>|file:)/i;
/** The window's own address, or everything. */
const LOOPBACK =
  /^(\*|<all_urls>|\*:\/\/\*\/\*|(http|\*):\/\/(\*|\.?127\.0\.0\.1)(:\*)?(\/\*?)?|\.?127\.0\.0\.1)$/i;

/**
 * Whether a browser cannot open the window: its page on disk, which leads to it, or its address on this computer. Patterns by Chromium's
 * "URL blocklist filter format" and, for Firefox's `WebsiteFilter`, the match patterns of WebExtensions. What blocks single
 * folders or ports is not looked for.
 */
export function keepsWindowOut({ blocked, allowed }: UrlPolicy): boolean {
  const blocks = (all: RegExp, some: RegExp): boolean =>
    blocked.some((each) => all.test(each.trim())) &&
    // "*" among the exceptions allows everything, which nobody sets beside a block; a narrower one may be ours.
    !allowed.some((each) => some.test(each.trim()));
  return blocks(ALL_FILES, SOME_FILES) || blocks(LOOPBACK, LOOPBACK);
}
