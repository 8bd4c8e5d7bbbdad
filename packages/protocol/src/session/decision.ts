import type { ErrorCode } from '../errors.ts';
import type { EventBody } from './events.ts';

/** What a command leads to: facts to append, all or none, or the reason why not. No events: it is so already. */
export type Decision =
  | { readonly ok: true; readonly events: readonly EventBody[] }
  | { readonly ok: false; readonly code: ErrorCode };

export const nothing: Decision = { ok: true, events: [] };
export const refuse = (code: ErrorCode): Decision => ({ ok: false, code });
export const happened = (...events: EventBody[]): Decision => ({ ok: true, events });
