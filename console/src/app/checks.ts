import { emailAddress, mailAddress, newPassword, personName } from '@throwline/protocol';

/** What is wrong with a typed email address, or `null`. */
export function checkEmail(text: string): string | null {
  return emailAddress.safeParse(text).success ? null : 'Type an email address, such as anna@example.org.';
}

/** What is wrong with the one address that a message is to go to, or `null`. */
export function checkMailAddress(text: string): string | null {
  return mailAddress.safeParse(text).success ? null : 'Type one email address, such as carla@example.org.';
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
