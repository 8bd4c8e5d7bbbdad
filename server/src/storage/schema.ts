/** Tables as Kysely sees them. Times are epoch milliseconds; hashes are lower-case hex of 32 bytes. */
export interface Database {
  settings: SettingsTable;
  technicians: TechniciansTable;
  sign_ins: SignInsTable;
  devices: DevicesTable;
  sessions: SessionsTable;
  events: EventsTable;
  code_guesses: CodeGuessesTable;
  colleagues: ColleaguesTable;
  invitations: InvitationsTable;
  mails: MailsTable;
  second_factors: SecondFactorsTable;
  recovery_codes: RecoveryCodesTable;
  factor_guesses: FactorGuessesTable;
  password_resets: PasswordResetsTable;
}

/** Few values that belong to the installation; `name` is the key. */
export interface SettingsTable {
  name: string;
  value: string;
}

export interface TechniciansTable {
  id: string;
  name: string;
  /** Lower case; unique. */
  email: string;
  role: 'technician' | 'administrator';
  /** 0 or 1. */
  disabled: number;
  /** argon2id, encoded with its parameters. */
  password_hash: string;
  created_at: number;
  last_sign_in_at: number | null;
}

export interface SignInsTable {
  token_hash: string;
  /** What its own technician knows it by. */
  id: string;
  technician_id: string;
  /** `second-factor`: only the password was right so far. */
  stage: 'second-factor' | 'full';
  /** Browser and system, in our words. */
  browser: string;
  address: string;
  created_at: number;
  seen_at: number;
  /** When the password was typed last. */
  confirmed_at: number;
  expires_at: number;
  /** What a passkey is asked to sign, until one has. */
  challenge: string | null;
  /** The secret of an authenticator app that is being added, sealed. */
  offered_secret: string | null;
}

/** What a sign-in takes besides the password. */
export interface SecondFactorsTable {
  id: string;
  technician_id: string;
  kind: 'passkey' | 'one-time-code';
  name: string;
  /** Of passkeys only; unique. */
  credential_id: string | null;
  /** A passkey's public key in base64url; an app's secret, sealed. */
  key: string;
  /** The last count of a passkey, or step of an app, that was used: it only grows. */
  counter: number;
  created_at: number;
  last_used_at: number | null;
}

/** Recovery codes that are unused. */
export interface RecoveryCodesTable {
  technician_id: string;
  code_hash: string;
}

/** How often one-time codes may still be guessed, for each account and for each browser that is known for it. */
export interface FactorGuessesTable {
  technician_id: string;
  /** Empty: all browsers that are not known. */
  device_hash: string;
  /** When the whole allowance is there again. */
  full_at: number;
}

/** Links with which a new password can be set. */
export interface PasswordResetsTable {
  token_hash: string;
  technician_id: string;
  /** `server`: printed by the command on the server; it removes the second factors too. */
  origin: 'mail' | 'server';
  created_at: number;
  expires_at: number;
}

/** Who has signed in on which browser. */
export interface DevicesTable {
  device_hash: string;
  technician_id: string;
  /** The last sign-in. */
  used_at: number;
}

/** What a session has besides its log: secrets by their hash, and what the queue shows, kept with every append. */
export interface SessionsTable {
  id: string;
  owner_id: string;
  created_at: number;
  /** Null while open. */
  closed_at: number | null;
  /** Only while the code is live; unique. */
  code_hash: string | null;
  page_key_hash: string | null;
  ticket_hash: string | null;
  applet_key_hash: string | null;
  /** 1 once it is being erased: nothing of it is shown or found any more. */
  erasing: number;
  /** JSON of the protocol's `sessionSummary`, without the arrival. */
  summary: string;
  /** JSON of the protocol's `arrival`; null when nobody has come, and once closed. */
  arrival: string | null;
}

/** In which sessions a technician who is not their lead has a part: what the log says, kept with every append. */
export interface ColleaguesTable {
  session_id: string;
  technician_id: string;
}

/** What a session has that begins with an invitation. */
export interface InvitationsTable {
  session_id: string;
  secret_hash: string;
  /** How often the applet has been downloaded through it. */
  downloads: number;
}

/** One message with an invitation. It holds no link: that is made from the session's id. */
export interface MailsTable {
  id: string;
  session_id: string;
  technician_id: string;
  address: string;
  /** Lower case; what the limit for an address counts by. */
  address_key: string;
  /** The technician's own words; null when there are none, and once it needs no more sending. */
  words: string | null;
  state: 'waiting' | 'sent' | 'failed' | 'dropped';
  /** The protocol's `mailFailure` of the last try; null when that went well or never was. */
  reason: string | null;
  /** What the mail server said to the last try. */
  answer: string | null;
  attempts: number;
  created_at: number;
  /** When it is tried next, or when it was finished. */
  due_at: number;
  /** After this it is given up. */
  give_up_at: number;
}

/** One wrong guess at a code; `narrow`, `wide` and `visit` are keyed hashes. See `GuessLedger`. */
export interface CodeGuessesTable {
  id: string;
  at: number;
  narrow: string;
  wide: string;
  digits: number;
  way: number;
  risk: number;
  visit: string | null;
}

/** One line of a session's log. */
export interface EventsTable {
  session_id: string;
  number: number;
  at: number;
  /** JSON of the protocol's `actor`. */
  actor: string;
  /** On the first event of a command. Unique in its session. */
  command_id: string | null;
  /** JSON of the protocol's `eventBody`. */
  body: string;
}
