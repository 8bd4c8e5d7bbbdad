import { randomBytes } from 'node:crypto';
import type { CommandId, Secret } from '@throwline/protocol';
import { commandId, randomId, secret } from '@throwline/protocol';

/** A fresh id for a command. */
export function newCommandId(): CommandId {
  return commandId.parse(randomId(randomBytes(26)));
}

/** A fresh secret of 130 bits. */
export function newSecret(): Secret {
  return secret.parse(randomId(randomBytes(26)));
}
