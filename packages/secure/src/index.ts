export * from './agreement.ts';
export * from './agreement-budget.ts';
export * from './crypto.ts';
export { deriveKeys, type SessionKeys, wipeKeys } from './key-schedule.ts';
export { MATCH_WORDS } from './match-words.ts';
export { SECURE_NUMBERS } from './messages.ts';
export * from './sealed-link.ts';
export { AGREEMENT_NONCE_BYTES, type Peers, SECURE_VERSION, type Transcript } from './transcript.ts';
