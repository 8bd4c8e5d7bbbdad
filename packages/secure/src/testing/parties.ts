import assert from 'node:assert/strict';
import {
  type AgreementCrypto,
  type AppletAgreement,
  beginApplet,
  beginConsole,
  type ConsoleAgreement,
  type SessionKeys,
  SyncLink,
  stepApplet,
  stepConsole,
} from '../index.ts';
import { nodeAead, nodeCrypto } from '../platform/node-crypto.ts';

export const SESSION = '0123456789abcdefghjkmnpqrs';
export const PEERS = { session: SESSION, peer: 0x0102 };

/** What an agreement came to; fails the test when it came to nothing. */
export function keysOf(state: AppletAgreement | ConsoleAgreement): SessionKeys {
  if (state.at !== 'agreed') assert.fail(`the agreement is at ${state.at}`);
  return state.keys;
}

/** The only message of a step. */
export function only(messages: readonly Uint8Array[]): Uint8Array {
  const [message, ...others] = messages;
  assert.ok(message !== undefined && others.length === 0);
  return message;
}

/** What a relay makes of the three messages. */
export interface Relay {
  readonly commit?: (bytes: Uint8Array) => Uint8Array;
  readonly key?: (bytes: Uint8Array) => Uint8Array;
  readonly reveal?: (bytes: Uint8Array) => Uint8Array;
}

const asIs = (bytes: Uint8Array): Uint8Array => bytes;

/** Lets an applet and a console agree over a relay; stops where one of them fails. */
export async function agree({
  relay: { commit = asIs, key = asIs, reveal = asIs } = {},
  applet: appletCrypto = nodeCrypto,
  console: consoleCrypto = nodeCrypto,
  consoleSession = SESSION,
}: {
  relay?: Relay;
  applet?: AgreementCrypto;
  console?: AgreementCrypto;
  consoleSession?: string;
} = {}): Promise<{ applet: AppletAgreement; console: ConsoleAgreement; said: readonly Uint8Array[] }> {
  const begun = await beginApplet(PEERS, appletCrypto);
  const said = [...begun.send];
  const answered = await stepConsole(beginConsole(consoleSession), commit(only(begun.send)), consoleCrypto);
  said.push(...answered.send);
  if (answered.send.length === 0) return { applet: begun.state, console: answered.state, said };
  const revealed = await stepApplet(begun.state, key(only(answered.send)), appletCrypto);
  said.push(...revealed.send);
  if (revealed.send.length === 0) return { applet: revealed.state, console: answered.state, said };
  const done = await stepConsole(answered.state, reveal(only(revealed.send)), consoleCrypto);
  return { applet: revealed.state, console: done.state, said };
}

/** The two ends of one connection, agreed. */
export async function linked(maxBlocks?: number): Promise<{ applet: SyncLink; console: SyncLink }> {
  const sides = await agree();
  const { fromApplet, fromConsole } = keysOf(sides.applet);
  const most = maxBlocks === undefined ? {} : { maxBlocks };
  return {
    applet: new SyncLink({
      side: 'applet',
      outgoing: nodeAead(fromApplet),
      incoming: nodeAead(fromConsole),
      ...most,
    }),
    console: new SyncLink({
      side: 'console',
      outgoing: nodeAead(keysOf(sides.console).fromConsole),
      incoming: nodeAead(keysOf(sides.console).fromApplet),
      ...most,
    }),
  };
}

/** A copy with one byte changed. */
export function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
