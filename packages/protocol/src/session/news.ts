import { z } from 'zod';
import { technicianId } from '../ids.ts';
import type { SessionEvent } from './events.ts';

const count = z.number().int().min(0);

/**
 * What a technician may not have seen yet, counted from the session's beginning: only ever more. Whoever looked on knows how
 * much of it they have seen, so the difference is what is new to them.
 */
export const news = z.object({
  /** Chat lines, by who wrote them; of each writer one entry, in the order of their first line. */
  chat: z.array(z.object({ by: z.union([z.literal('customer'), technicianId]), count })),
  /** Files that the customer has offered. */
  files: count,
  /** How often the customer has taken permission back. */
  takenBack: count,
});
export type News = z.infer<typeof news>;

/** Before anything has happened. */
export const NO_NEWS: News = { chat: [], files: 0, takenBack: 0 };

/** The counts after one more event; the same object when it is none of these. */
export function addNews(before: News, { actor, body }: SessionEvent): News {
  switch (body.type) {
    case 'chat-sent': {
      if (actor.role === 'server') return before;
      const by = actor.role === 'customer' ? actor.role : actor.technician.id;
      const isKnown = before.chat.some((each) => each.by === by);
      const chat = isKnown ? before.chat : [...before.chat, { by, count: 0 }];
      return {
        ...before,
        chat: chat.map((each) => (each.by === by ? { by, count: each.count + 1 } : each)),
      };
    }
    case 'file-offered':
      return { ...before, files: before.files + 1 };
    case 'permissions-revoked':
      return body.reason === 'customer' ? { ...before, takenBack: before.takenBack + 1 } : before;
    default:
      return before;
  }
}
