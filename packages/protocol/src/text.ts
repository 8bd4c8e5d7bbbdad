import { z } from 'zod';
import { closeIsolates, withoutDeceivers, withoutStacks } from './format-characters.ts';

/** Longest chat message, in UTF-16 units. */
export const MAX_CHAT_LENGTH = 4000;
/** Longest name of a person, organisation or computer, in UTF-16 units. */
export const MAX_NAME_LENGTH = 100;
/** Longest file name, in UTF-16 units; 255 bytes is what most file systems hold, 120 leaves room for UTF-8. */
export const MAX_FILE_NAME_LENGTH = 120;

/** Control characters and separators of lines; format characters are dealt with one by one, see format-characters.ts. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
const CONTROL_BUT_TAB = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}]/gu;
const SHAPELESS_ENDS = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
/** Closing marks and the end of a flag have their place at an end. */
const ENDS_THAT_STAY = /[\u2066-\u2069\u200e\u200f\u061c\u{e0020}-\u{e007f}\u0600-\u0605\u06dd]/u;

/** One line of text without characters that hide or reorder others, trimmed, cut to `max` UTF-16 units. */
export function cleanLine(text: string, max: number = MAX_NAME_LENGTH): string {
  const plain = withoutDeceivers(text.normalize('NFC').replace(CONTROL, ' '), ' ').replace(/\s+/gu, ' ');
  const cut = trimmed(withoutDeceivers(cutTo(withoutStacks(plain).trim(), max), ''));
  if (!/[^\s\p{Cf}]/u.test(cut)) return '';
  const closed = closeIsolates(cut);
  return closed.length <= max ? closed : cut.replace(/[\u2066-\u2069]/gu, '');
}

function cutTo(text: string, max: number): string {
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max) break;
    kept += character;
  }
  return kept;
}

/** Without spaces and joiners at its ends, where they join nothing and only tell look-alikes apart. */
function trimmed(text: string): string {
  return text.replace(SHAPELESS_ENDS, (end) =>
    Array.from(end)
      .filter((character) => ENDS_THAT_STAY.test(character))
      .join(''),
  );
}

/** Text of several lines: as {@link cleanLine}, but line breaks and tabs stay. */
export function cleanText(text: string, max: number = MAX_CHAT_LENGTH): string {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const cleaned = lines
    .map((line) => withoutStacks(withoutDeceivers(line.replace(CONTROL_BUT_TAB, ''), '')).trimEnd())
    .join('\n');
  const cut = withoutDeceivers(cutTo(cleaned.trim(), max), '');
  if (!/[^\s\p{Cf}]/u.test(cut)) return '';
  const closed = cut.split('\n').map(closeIsolates).join('\n');
  return closed.length <= max ? closed : cut.replace(/[\u2066-\u2069]/gu, '');
}

/**
 * A file name that is safe to show and to save: no folder, no reserved character or device name, no leading dot,
 * no trailing dot or space. Never empty: `file` when nothing is left.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  let safe = plainExtension(cleanLine(last, 1000))
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\.|$)/i.test(safe)) safe = `_${safe}`;
  if (safe.length > MAX_FILE_NAME_LENGTH) {
    const extension = /\.[^.]{1,12}$/.exec(safe)?.[0] ?? '';
    safe =
      cleanLine(
        safe.slice(0, -extension.length || undefined),
        MAX_FILE_NAME_LENGTH - extension.length,
      ).replace(/[.\s]+$/, '') + extension;
  }
  return safe === '' ? 'file' : safe;
}

/**
 * The name with isolates closed before its extension and no invisible character in that: what kind of file it is must be
 * seen as it is.
 */
function plainExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return name;
  return closeIsolates(name.slice(0, dot)) + name.slice(dot).replace(/\p{Cf}/gu, '');
}

/** A person's, organisation's or computer's name: cleaned while parsing; empty ones are refused. */
export const personName = z
  .string()
  .max(1000)
  .transform((text) => cleanLine(text))
  .pipe(z.string().min(1).max(MAX_NAME_LENGTH));

/** The text of a chat message: cleaned while parsing; empty ones are refused. */
export const chatText = z
  .string()
  .max(MAX_CHAT_LENGTH)
  .transform((text) => cleanText(text))
  .pipe(z.string().min(1));

/** Longest note from one technician to another, in UTF-16 units. */
export const MAX_NOTE_LENGTH = 200;

/** A short note of one line from one technician to another: cleaned while parsing; empty ones are refused. */
export const note = z
  .string()
  .max(1000)
  .transform((text) => cleanLine(text, MAX_NOTE_LENGTH))
  .pipe(z.string().min(1));

/** The name of an offered file: cleaned while parsing. */
export const fileName = z.string().max(4096).transform(cleanFileName);

/**
 * What to tell somebody who has written more than fits, so that nothing is cut off without a word; `undefined` when it fits.
 * @param max UTF-16 units
 */
export function tooLong(text: string, max: number): string | undefined {
  if (text.length <= max) return undefined;
  const figure = (count: number): string => count.toLocaleString('en');
  return `This is too long by ${figure(text.length - max)} characters: up to ${figure(max)} fit. Shorten it, or send the rest separately.`;
}
