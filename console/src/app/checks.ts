import {
  emailAddress,
  foreignLetters,
  mailAddress,
  nameFault,
  newPassword,
  personName,
  tooLong,
} from '@throwline/protocol';

/** What is wrong with a typed email address, or `null`. */
export function checkEmail(text: string): string | null {
  return emailAddress.safeParse(text).success ? null : 'Type an email address, such as anna@example.org.';
}

/** What is wrong with the one address that a message is to go to, or `null`. */
export function checkMailAddress(text: string): string | null {
  if (mailAddress.safeParse(text).success) return null;
  return foreignLetters(text.trim()) ?? 'Type one email address, such as carla@example.org.';
}

/** What is wrong with a new password, or `null`. */
export function checkNewPassword(text: string): string | null {
  if (newPassword.safeParse(text).success) return null;
  return text.length < 10 ? 'Use at least 10 characters.' : 'Use at most 200 characters.';
}

/** What is wrong with a name, or `null`. */
export function checkName(text: string): string | null {
  return personName.safeParse(text).success ? null : 'Type a name.';
}

/** What is wrong with an optional text that may have so many characters, or `null`. */
export function checkLength(text: string, max: number): string | null {
  return tooLong(text.trim(), max) ?? null;
}

/** What is wrong with the name of an account, or `null`. */
export function checkStaffName(text: string): string | null {
  return checkName(text) ?? nameFault(text) ?? null;
}
