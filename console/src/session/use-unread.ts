import { useEffect, useState } from 'react';
import { useMe } from '../app/me.ts';
import type { FollowedSession } from './use-session.ts';

/** How many messages of others have come since the chat was last seen. */
export function useUnread({ log }: FollowedSession, isSeen: boolean): number {
  const me = useMe().technician.id;
  const written = log.events.filter(
    ({ body, actor }) =>
      body.type === 'chat-sent' && !(actor.role === 'technician' && actor.technician.id === me),
  ).length;
  const [seen, setSeen] = useState(written);
  useEffect(() => {
    if (isSeen) setSeen(written);
  }, [isSeen, written]);
  return isSeen ? 0 : Math.max(0, written - seen);
}
