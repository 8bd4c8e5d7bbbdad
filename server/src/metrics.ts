import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts. One registry a server, so that several can run in one process. */
export class Metrics {
  readonly registry = new Registry();
  readonly sessions = new Gauge({
    name: 'throwline_sessions',
    help: 'Open sessions by phase.',
    labelNames: ['phase'] as const,
    registers: [this.registry],
  });
  readonly sockets = new Gauge({
    name: 'throwline_sockets',
    help: 'Open sockets by kind.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly relayedFrames = new Counter({
    name: 'throwline_relayed_frames_total',
    help: 'Peer frames relayed.',
    registers: [this.registry],
  });
  readonly relayedBytes = new Counter({
    name: 'throwline_relayed_bytes_total',
    help: 'Bytes of peer frames relayed.',
    registers: [this.registry],
  });
  readonly heldSources = new Gauge({
    name: 'throwline_relay_held_sources',
    help: 'Peer sockets that are not read at the moment because a receiver is slow.',
    registers: [this.registry],
  });
  readonly queuedBytes = new Gauge({
    name: 'throwline_relay_queued_bytes',
    help: 'Bytes of peer frames that wait for their receivers.',
    registers: [this.registry],
  });
  readonly commandSeconds = new Histogram({
    name: 'throwline_command_seconds',
    help: 'Time from taking up a command to its events being stored.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [this.registry],
  });
  readonly refusedGuesses = new Counter({
    name: 'throwline_refused_guesses_total',
    help: 'Wrong codes, passwords and second factors, and attempts over the limit.',
    labelNames: ['what'] as const,
    registers: [this.registry],
  });

  readonly mails = new Counter({
    name: 'throwline_invitation_mails_total',
    help: 'Messages with invitations by what became of a try: sent, put-off, failed, dropped.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  /** @param daysLeft asked whenever the metrics are read */
  certificate(daysLeft: () => number): void {
    new Gauge({
      name: 'throwline_certificate_days_left',
      help: 'Days until the certificate that is served runs out; below 0 when it has. Absent with plain HTTP.',
      registers: [this.registry],
      collect() {
        this.set(daysLeft());
      },
    });
  }

  /** @param processMetrics also memory, CPU and event loop of the process */
  constructor(processMetrics: boolean) {
    if (processMetrics) collectDefaultMetrics({ register: this.registry });
  }
}
