/**
 * Every error that one part of Throwline reports to another, in one table. Codes are stable: they are written to logs,
 * shown in support, and documented in docs/ERRORS.md (a test holds the two together). `message` is said to people: it
 * tells what to do next. `http` is the status of a REST answer, `close` the WebSocket close code (4000–4999, RFC 6455
 * section 7.4.2) where the error ends a socket.
 */
export const ERRORS = {
  'bad-request': {
    http: 400,
    close: 4400,
    message: 'This request could not be understood. Reload the page and try again.',
  },
  'not-signed-in': {
    http: 401,
    close: 4401,
    message: 'You are not signed in, or your sign-in has ended. Sign in again.',
  },
  'sign-in-expired': {
    http: 401,
    close: 4401,
    message: 'Your sign-in has expired. Sign in again to continue; nothing is lost.',
  },
  'other-account': {
    http: 403,
    close: 4403,
    message: 'This is a different account. Sign in with the account that this page belongs to.',
  },
  'sign-in-failed': { http: 401, close: 4401, message: 'The email address or password is wrong.' },
  'second-factor-failed': {
    http: 401,
    close: 4401,
    message:
      'This is wrong, or has already been used. Wait for the next code and type that, or use another method.',
  },
  'second-factor-needed': {
    http: 403,
    close: 4403,
    message: 'Your account needs a second step before you can continue. Set one up first.',
  },
  'last-second-factor': {
    http: 409,
    close: 4409,
    message: 'Your account needs a second step. Add another one before you remove this one.',
  },
  'too-many-factors': {
    http: 409,
    close: 4409,
    message: 'You have reached the limit of second steps. Remove one you no longer use.',
  },
  'passkey-refused': {
    http: 400,
    close: 4400,
    message: 'This passkey could not be added. Try again, or use an authenticator app instead.',
  },
  'password-needed': {
    http: 403,
    close: 4403,
    message: 'Type your password once more to change how you sign in.',
  },
  'password-known': {
    http: 400,
    close: 4400,
    message:
      'This password is too easy to guess: it is on lists of known passwords, or much like them or your own names. Choose another one, such as four words that have nothing to do with each other.',
  },
  'reset-invalid': {
    http: 410,
    close: 4410,
    message: 'This link is no longer valid: it has already been used, or is too old. Ask for a new one.',
  },
  forbidden: { http: 403, close: 4403, message: 'Your account may not do this. An administrator can.' },
  'wrong-origin': { http: 403, close: 4403, message: 'This request came from another site and was refused.' },
  'proxy-without-upgrade': {
    http: 426,
    close: 4426,
    message:
      'The reverse proxy in front of the server does not let WebSockets through. Ask who runs it to pass on the headers Upgrade and Connection.',
  },
  'not-found': { http: 404, close: 4404, message: 'This does not exist, or no longer exists.' },
  conflict: {
    http: 409,
    close: 4409,
    message: 'Somebody else changed this at the same time. Reload and try again.',
  },
  'email-taken': { http: 409, close: 4409, message: 'A technician with this email address already exists.' },
  'last-administrator': {
    http: 409,
    close: 4409,
    message: 'The last active administrator cannot be disabled or made a technician.',
  },
  'too-large': { http: 413, close: 4413, message: 'This is larger than allowed.' },
  'too-many-attempts': {
    http: 429,
    close: 4429,
    message: 'Too many attempts. Wait a few minutes, then try again.',
  },
  'too-many-sessions': {
    http: 429,
    close: 4429,
    message: 'You have reached the limit of open sessions. Close one first.',
  },
  'too-many-mails': {
    http: 429,
    close: 4429,
    message:
      'The limit for invitations has been reached for now: for this address, for you or for the whole server. Give the customer the link another way, or try again later.',
  },
  'mail-not-set-up': {
    http: 409,
    close: 4409,
    message: 'No mail server is set up. Give the customer the link another way, or ask your administrator.',
  },
  'mail-settings-fixed': {
    http: 409,
    close: 4409,
    message: 'The mail server is set in the server’s environment and can only be changed there.',
  },
  internal: {
    http: 500,
    close: 4500,
    message: 'Something went wrong on the server. Try again. If it keeps happening, tell your administrator.',
  },
  'storage-full': {
    http: 507,
    close: 4507,
    message: 'The server cannot store this: its disk is full or failing. Tell your administrator.',
  },
  'shutting-down': {
    http: 503,
    close: 4503,
    message: 'The server is restarting. The connection comes back by itself.',
  },
  'applet-not-built': {
    http: 503,
    close: 4503,
    message: 'The support program is still being prepared. Try again in a minute.',
  },

  'code-invalid': {
    http: 400,
    close: 4400,
    message: 'This code does not work. Check the digits with your technician, or ask for a new code.',
  },
  'code-malformed': {
    http: 400,
    close: 4400,
    message: 'A code has six digits. Some have nine. Type the digits that your technician reads out to you.',
  },
  'ticket-invalid': {
    http: 403,
    close: 4403,
    message: 'This download is no longer valid. Ask your technician for a new code.',
  },
  'ticket-used': {
    http: 403,
    close: 4403,
    message:
      'This session is already running, here or on another computer. Look for its window; if there is none, ask your technician for a new code.',
  },
  'asker-gone': {
    http: 409,
    close: 4409,
    message: 'This computer is not asking any more: its program has ended, or you have already decided.',
  },
  'invitation-invalid': {
    http: 404,
    close: 4404,
    message:
      'This link does not work. Perhaps it was not copied completely: it ends with 26 letters and digits. If it is complete, ask your technician for a new one.',
  },
  'invitation-expired': {
    http: 410,
    close: 4410,
    message: 'This link is no longer valid: it was not used in time. Ask your technician for a new one.',
  },
  'invitation-used': {
    http: 410,
    close: 4410,
    message:
      'This link works only once, and its session is over. For further help, ask your technician for a new one.',
  },
  'setup-invalid': {
    http: 403,
    close: 4403,
    message: 'This set-up link is not valid. Use the newest one that the server printed.',
  },

  'version-unsupported': {
    http: 400,
    close: 4410,
    message:
      'This program or page does not match the server’s version. Download the program again, or reload the page.',
  },
  'hello-expected': { http: 400, close: 4400, message: 'The connection did not introduce itself.' },
  'hello-timeout': { http: 400, close: 4408, message: 'The connection did not introduce itself in time.' },
  'token-invalid': {
    http: 401,
    close: 4401,
    message: 'This connection token is not valid or was used before. Reload the page.',
  },
  'message-malformed': { http: 400, close: 4400, message: 'A message could not be understood.' },
  'message-too-large': { http: 413, close: 4413, message: 'A message was larger than allowed.' },
  'too-many-messages': { http: 429, close: 4429, message: 'Messages came faster than allowed.' },
  'frame-malformed': { http: 400, close: 4400, message: 'A peer frame could not be understood.' },
  'peer-too-slow': {
    http: 408,
    close: 4408,
    message: 'This connection could not keep up and was closed. It comes back by itself.',
  },
  replaced: {
    http: 409,
    close: 4409,
    message: 'The same program connected again; this older connection was closed.',
  },
  'log-unreadable': {
    http: 500,
    close: 4500,
    message:
      'The log of this session cannot be read on this server. Ask your administrator: the server’s own log says why. Start a new session to help the customer now.',
  },
  'log-gap': { http: 409, close: 4409, message: 'The session log has a gap. The connection starts over.' },

  'not-your-session': { http: 403, close: 4403, message: 'This session belongs to another technician.' },
  'role-not-allowed': { http: 403, close: 4403, message: 'This side of the session may not do that.' },
  'colleague-unavailable': {
    http: 409,
    close: 4409,
    message: 'This colleague cannot be invited: the account does not exist, or is disabled.',
  },
  'colleague-there': {
    http: 409,
    close: 4409,
    message: 'This colleague is already in the session, or has been invited to it.',
  },
  'too-many-colleagues': {
    http: 429,
    close: 4429,
    message: 'This session has reached its limit of colleagues, including those who are invited.',
  },
  'applet-outdated': {
    http: 409,
    close: 4409,
    message:
      'The customer’s program is older than this server and cannot do this. End the session and make a new one, so that they get the current program.',
  },
  'session-closed': { http: 409, close: 4409, message: 'This session is closed.' },
  'wrong-phase': { http: 409, close: 4409, message: 'This is not possible at this point of the session.' },
  'applet-away': {
    http: 409,
    close: 4409,
    message: 'The customer is not connected at the moment. Try again when they are back.',
  },
  'request-unknown': {
    http: 404,
    close: 4404,
    message: 'This request does not exist or has already been answered.',
  },
  'request-pending': {
    http: 409,
    close: 4409,
    message: 'The customer has not answered your last request yet.',
  },
  'questions-paused': {
    http: 429,
    close: 4429,
    message:
      'The customer was not asked: they have just been asked and did not say Yes. Talk to them first; after several requests you have to wait 30 seconds, then 5 minutes.',
  },
  'questions-blocked': {
    http: 403,
    close: 4403,
    message:
      'The customer was not asked: they do not want to be asked again. They can allow questions again in their window.',
  },
  'permission-granted-already': { http: 409, close: 4409, message: 'The customer has already allowed this.' },
  'permission-not-granted': { http: 403, close: 4403, message: 'The customer has not allowed this.' },
  'permission-unavailable': {
    http: 409,
    close: 4409,
    message: 'The program on the customer’s computer cannot do this.',
  },
  'file-unknown': { http: 404, close: 4404, message: 'This file is not offered, or no longer is.' },
  'file-wrong-step': {
    http: 409,
    close: 4409,
    message: 'This is not possible at this point of the transfer.',
  },
  'file-interrupted': {
    http: 503,
    close: 4503,
    message:
      'The connection was cut while this file was being sent. Send it again when the technician is back.',
  },
  'file-changed': {
    http: 409,
    close: 4409,
    message: 'This file has changed since it was chosen. Choose it again.',
  },
  'too-many-files': {
    http: 429,
    close: 4429,
    message: 'Too many files are waiting. Wait until some have been sent.',
  },
  'log-full': {
    http: 409,
    close: 4409,
    message: 'This session has too many entries. Close it and start a new one.',
  },
  'certificate-mismatch': {
    http: 502,
    close: 4502,
    message:
      'This is not the server that this program came from. Somebody may be listening in, or this computer’s date is wrong. Ask your technician before you try again.',
  },
  'proxy-refused': {
    http: 502,
    close: 4502,
    message:
      'This network’s proxy blocks the support program. Ask whoever looks after the network to allow it, or use another network; then start the program again.',
  },
  'server-unreachable': {
    http: 502,
    close: 4502,
    message: 'The support server cannot be reached. Check the connection to the internet, then try again.',
  },
} as const satisfies Record<string, { http: number; close: number; message: string }>;

/** A stable error code: a key of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/** What customers read where {@link ERRORS} speaks to technicians: they have no administrator to turn to. */
const FOR_CUSTOMERS: Partial<Record<ErrorCode, string>> = {
  internal:
    'Something went wrong on the support server, not on your computer. Try again in a minute; if it happens again, tell your technician.',
  'log-unreadable':
    'Something is wrong with this session on the support server, not on your computer. Ask your technician for a new code.',
  'storage-full':
    'The support server cannot take anything new at the moment. Nothing is wrong on your side, and your code stays good. Tell your technician, and try again in a few minutes.',
};

/** An error in words for the customer. */
export function customerMessage(code: ErrorCode): string {
  return FOR_CUSTOMERS[code] ?? ERRORS[code].message;
}

/** All codes, for schemas and tests. */
export const ERROR_CODES = Object.keys(ERRORS).filter((code): code is ErrorCode => code in ERRORS);

/** An error with a code of {@link ERRORS}; its message is the table's unless a more exact one is given. */
export class ThrowlineError extends Error {
  override readonly name = 'ThrowlineError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message?: string, options?: { cause?: unknown }) {
    super(message ?? ERRORS[code].message, options);
    this.code = code;
  }
}

/** What an error means where a code is typed: the limit on guessing codes looks back a day, so waiting is no advice there. */
export function codeErrorText(code: ErrorCode): string {
  return code === 'too-many-attempts'
    ? 'Too many attempts. Ask your technician to send you a link by email instead.'
    : customerMessage(code);
}
