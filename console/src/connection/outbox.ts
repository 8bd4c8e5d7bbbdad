import type { CommandId, ErrorCode, ParticipantCommand, SessionId } from '@throwline/protocol';

/** What became of a command. */
export type CommandResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** A command that the server has not answered yet. */
export interface OpenCommand {
  readonly id: CommandId;
  readonly sessionId: SessionId;
  readonly command: ParticipantCommand;
}

/** Keeps commands until they are answered, so that they can be sent again with the same id after a lost connection. */
export class Outbox {
  readonly #open = new Map<CommandId, { sent: OpenCommand; done: (result: CommandResult) => void }>();

  /** Unanswered commands, oldest first. */
  get open(): readonly OpenCommand[] {
    return [...this.#open.values()].map(({ sent }) => sent);
  }

  /** Resolves when the server has answered; never rejects. */
  add(sent: OpenCommand): Promise<CommandResult> {
    return new Promise((done) => this.#open.set(sent.id, { sent, done }));
  }

  /** An answer that was given already, or is to no command of ours, changes nothing. */
  settle(id: CommandId, result: CommandResult): void {
    const entry = this.#open.get(id);
    this.#open.delete(id);
    entry?.done(result);
  }

  /** Answers all that is open with the same refusal: the connection will not come back. */
  giveUp(code: ErrorCode, message: string): void {
    for (const { id } of this.open) this.settle(id, { ok: false, code, message });
  }
}
