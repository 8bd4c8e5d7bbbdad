/** HTML that may be put into a page as it is: made only by {@link html}, so everything from outside in it is escaped. */
export class Html {
  readonly text: string;

  /** @param text markup that is known to be safe; use {@link html} instead wherever a value is put in */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What can stand in a template: text and numbers are escaped, HTML is not; `undefined` and `false` leave nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined | false;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text with every character replaced that means something in HTML text or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}

/**
 * A tagged template that escapes what is put into it. Values may stand in text and in quoted attributes, nowhere else:
 * not in tag or attribute names, scripts, styles, or addresses that others choose (see {@link sitePath}).
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = parts[0] ?? '';
  values.forEach((value, index) => {
    text += put(value) + (parts[index + 1] ?? '');
  });
  return new Html(text);
}

function put(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map((each) => each.text).join('');
}

/**
 * A path of this site, for `href`, `src` and `action`.
 * @throws RangeError for anything that could lead elsewhere or run as a script
 */
export function sitePath(path: string): string {
  if (!/^\/(?![/\\])[\w\-./~%?=&]*$/.test(path)) throw new RangeError('Not a path of this site');
  return path;
}
