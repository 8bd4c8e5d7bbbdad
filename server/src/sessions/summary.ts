import type { SessionState, SessionSummary } from '@throwline/protocol';

/** What the queue shows of a session. */
export function summarise(state: SessionState): SessionSummary {
  const { sessionId, owner, customerName, colleagues, createdAt, lastNumber, news } = state;
  return {
    sessionId,
    owner,
    ...(customerName === undefined ? {} : { customerName }),
    colleagues: [...colleagues],
    createdAt,
    lastNumber,
    news,
    phase: phaseOf(state),
  };
}

function phaseOf(state: SessionState): SessionSummary['phase'] {
  switch (state.phase) {
    case 'connecting':
      return {
        phase: 'connecting',
        step: state.step.at,
        ...(state.step.at === 'code-made' ? { codeExpiresAt: state.step.codeExpiresAt } : {}),
        ...(state.step.at === 'invited' ? invited(state.step) : {}),
      };
    case 'waiting':
      return { phase: 'waiting', since: state.waitingSince, ...lost(state.applet) };
    case 'active':
      return { phase: 'active', since: state.startedAt, ...lost(state.applet) };
    case 'closed':
      return { phase: 'closed', at: state.closedAt, outcome: state.outcome };
  }
}

type Invited = Extract<Extract<SessionState, { phase: 'connecting' }>['step'], { readonly at: 'invited' }>;

function invited({ expiresAt, mail, isDownloaded }: Invited): {
  codeExpiresAt: number;
  mail?: 'sent' | 'failed';
  isDownloaded: boolean;
} {
  return { codeExpiresAt: expiresAt, ...(mail === undefined ? {} : { mail }), isDownloaded };
}

function lost(applet: Extract<SessionState, { phase: 'waiting' }>['applet']): { appletLostAt?: number } {
  return applet.status === 'lost' ? { appletLostAt: applet.lostAt } : {};
}
