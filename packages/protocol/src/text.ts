import { z } from 'zod';

/** Longest chat message, in UTF-16 units. */
export const MAX_CHAT_LENGTH = 4000;
/** Longest name of a person, organisation or computer, in UTF-16 units. */
export const MAX_NAME_LENGTH = 100;
/** Longest file name, in UTF-16 units; 255 bytes is what most file systems hold, 120 leaves room for UTF-8. */
export const MAX_FILE_NAME_LENGTH = 120;

// Control and format characters (bidirectional overrides, zero-width marks, tags): a name that holds them can look like
// another one. Unicode TR 36, section 2.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
// In running text the joiner of emoji sequences stays.
const INVISIBLE_IN_TEXT = /[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/gu;

/** One line of text without characters that hide or reorder others, trimmed, cut to `max` UTF-16 units. */
export function cleanLine(text: string, max: number = MAX_NAME_LENGTH): string {
  return Array.from(text.normalize('NFC').replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim())
    .reduce((kept, character) => (kept.length + character.length <= max ? kept + character : kept), '')
    .trim();
}

/** Text of several lines: as {@link cleanLine}, but line breaks and tabs stay. */
export function cleanText(text: string, max: number = MAX_CHAT_LENGTH): string {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const cleaned = lines
    .map((line) => line.replace(/\t/g, '    ').replace(INVISIBLE_IN_TEXT, '').trimEnd())
    .join('\n');
  return cleaned.trim().slice(0, max);
}

/**
 * A file name that is safe to show and to save: no folder, no reserved character or device name, no leading dot,
 * no trailing dot or space. Never empty: `file` when nothing is left.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  let safe = cleanLine(last, 1000)
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
