import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconEye, IconMouse } from '@tabler/icons-react';
import {
  type ActiveSession,
  ANSWER_TIMEOUT,
  countdown,
  ERRORS,
  type Grant,
  PERMISSION_IDS,
  PERMISSIONS,
  type PendingRequest,
  type Permission,
  requestId as parseRequestId,
  randomId,
  type SessionEvent,
  timeOfDay,
} from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { useServerNow } from '../app/connection-context.tsx';
import classes from './session-page.module.css';
import type { FollowedSession } from './use-session.ts';

const ASKS = [
  { permission: 'view-screen', label: 'Ask to see the screen', Icon: IconEye },
  { permission: 'control-input', label: 'Ask to see and control', Icon: IconMouse },
] as const;

/** What the customer has allowed, what they are being asked, and what can be asked. */
export function Permissions(props: { session: FollowedSession; state: ActiveSession }): ReactNode {
  const { session, state } = props;
  const now = useServerNow();
  const grants = PERMISSION_IDS.flatMap((id) => state.grants.filter(({ permission }) => permission === id));
  const pending = state.requests[0];
  return (
    <section className={classes.permissions} aria-label="Permissions">
      <Stack gap="xs">
        {grants.map((grant) => (
          <GrantRow key={grant.permission} grant={grant} session={session} now={now} />
        ))}
        {pending !== undefined && <Pending request={pending} session={session} now={now} />}
        {pending === undefined && <LastAnswer events={session.log.events} />}
        <Asks session={session} state={state} granted={grants.map(({ permission }) => permission)} />
      </Stack>
    </section>
  );
}

function GrantRow(props: { grant: Grant; session: FollowedSession; now: number }): ReactNode {
  const { grant, session, now } = props;
  const { label, technicianStops } = PERMISSIONS[grant.permission];
  const giveBack = (): void => {
    void session.give('This could not be stopped', {
      type: 'revoke-permissions',
      permissions: [grant.permission],
    });
  };
  return (
    <div className={classes.grant} data-testid={`granted-${grant.permission}`}>
      <span>
        <strong>{label}</strong>{' '}
        <span className={classes.figures}>
          {grant.until === undefined ? 'until the session ends' : `${countdown(grant.until - now)} left`}
        </span>
      </span>
      <Button size="compact-xs" variant="default" onClick={giveBack}>
        {technicianStops}
      </Button>
    </div>
  );
}

function Pending(props: { request: PendingRequest; session: FollowedSession; now: number }): ReactNode {
  const { request, session, now } = props;
  const withdraw = (): void => {
    const { requestId } = request;
    void session.give('The request was not cancelled', { type: 'withdraw-request', requestId });
  };
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap" data-testid="permission-pending">
      <Text size="sm">
        The customer is being asked…{' '}
        <span className={classes.figures}>{countdown(request.requestedAt + ANSWER_TIMEOUT - now)}</span>
      </Text>
      <Button
        size="compact-xs"
        variant="default"
        flex="none"
        onClick={withdraw}
        aria-label="Cancel the request"
      >
        Cancel
      </Button>
    </Group>
  );
}

function LastAnswer({ events }: { events: readonly SessionEvent[] }): ReactNode {
  const last = events.findLast(({ body }) =>
    ['permissions-requested', 'permissions-granted', 'permissions-denied', 'permissions-revoked'].includes(
      body.type,
    ),
  );
  if (last === undefined) return null;
  const text = answerText(last);
  return text === undefined ? null : (
    <Text size="sm" c="var(--tl-colour-danger-text)" data-testid="permission-refused">
      {text}
    </Text>
  );
}

function answerText({ at, body }: SessionEvent): string | undefined {
  if (body.type === 'permissions-denied') {
    if (body.notPut !== undefined) return ERRORS[body.notPut].message;
    return body.reason === 'customer'
      ? `The customer answered No at ${timeOfDay(at)}. You can ask again.`
      : `The customer did not answer; that counts as No. You can ask again.`;
  }
  if (body.type === 'permissions-revoked') {
    if (body.reason === 'customer') return `The customer took back permission at ${timeOfDay(at)}.`;
    if (body.reason === 'expired') return `Time ran out at ${timeOfDay(at)}. You can ask again.`;
  }
  return undefined;
}

function Asks(props: {
  session: FollowedSession;
  state: ActiveSession;
  granted: readonly Permission[];
}): ReactNode {
  const { session, state, granted } = props;
  const [minutes, setMinutes] = useState('');
  const open = ASKS.filter(({ permission }) => !granted.includes(permission));
  if (open.length === 0) return null;
  const { info, status } = state.applet;
  const isPossible = status === 'connected' && state.requests.length === 0;
  const ask = (permission: Permission): void => {
    const id = parseRequestId.parse(randomId(crypto.getRandomValues(new Uint8Array(26))));
    void session.give('The customer was not asked', {
      type: 'request-permissions',
      requestId: id,
      permissions: [permission],
      ...(minutes === '' ? {} : { minutes: Number(minutes) }),
    });
  };
  return (
    <>
      {open.map(({ permission, label, Icon }) => (
        <Button
          key={permission}
          variant={permission === 'view-screen' ? 'filled' : 'default'}
          size="xs"
          fullWidth
          leftSection={<Icon size={16} aria-hidden />}
          disabled={!isPossible || !info.capabilities.includes(permission)}
          onClick={() => ask(permission)}
        >
          {label}
        </Button>
      ))}
      <NativeSelect
        size="xs"
        label="Ask for"
        value={minutes}
        onChange={(event) => setMinutes(event.currentTarget.value)}
        data={[
          { value: '', label: 'the rest of the session' },
          { value: '10', label: '10 minutes' },
          { value: '30', label: '30 minutes' },
        ]}
      />
      {open.some(({ permission }) => !info.capabilities.includes(permission)) && (
        <Text size="xs" c="dimmed">
          The customer’s computer does not support everything you can ask for here.
        </Text>
      )}
    </>
  );
}
