/**
 * `npm run recover -- EMAIL`: prints a one-time link with which the account's owner sets a new password, and a new second
 * factor after that. For an administrator who is locked out, by whoever has a shell on the server; it may be running.
 */
import { emailAddress, type Technician, ThrowlineError } from '@throwline/protocol';
import { createReset, resetLink } from './accounts/password-resets.ts';
import { systemClock } from './clock.ts';
import { readDataFolder } from './data-folder.ts';
import { Secrets } from './security/secrets.ts';
import { readSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import { openStorage, type Storage } from './storage/storage.ts';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { path, secret } = readDataFolder(settings.data);
  const storage = await openStorage({ folder: path });
  try {
    const account = await accountOf(storage, process.argv[2]);
    const now = systemClock.now();
    const [reset, token] = createReset(account, 'server', new Secrets(secret), now);
    await storage.transaction(async (inside) => {
      await inside.passwordResets.removeAllOf(account.id);
      await inside.passwordResets.add(reset);
    });
    const scheme = settings.plainHttp ? 'http' : 'https';
    const publicUrl = settings.publicUrl ?? `${scheme}://localhost:${settings.port}`;
    console.log(`
With this link ${account.name} sets a new password:

    ${resetLink(publicUrl, token)}

It works once, for one hour. When it is used, the account’s passkeys, authenticator apps and recovery codes
are removed and its sign-ins end. Whoever has the link has the account: give it to nobody else.
`);
  } finally {
    await storage.close();
  }
}

async function accountOf(storage: Storage, typed: string | undefined): Promise<Technician> {
  const email = emailAddress.safeParse(typed ?? '');
  const account = email.success ? await storage.technicians.byEmail(email.data) : undefined;
  if (account === undefined) {
    const all = (await storage.technicians.list()).filter(({ disabled }) => !disabled);
    const lines = all.map(({ name, role, email: address }) => `    ${address}  (${name}, ${role})`);
    const what = typed === undefined ? 'Say whose account it is' : `There is no account ${typed}`;
    throw new StartError(
      `${what}: npm run recover -- EMAIL\n\nThe accounts of this server:\n\n${lines.join('\n')}\n`,
    );
  }
  if (account.technician.disabled)
    throw new StartError(
      `The account ${account.technician.email} is disabled. An administrator can enable it.`,
    );
  return account.technician;
}

main().catch((error: unknown) => {
  const isPlain = error instanceof StartError || error instanceof ThrowlineError;
  console.error(isPlain ? error.message : error);
  process.exit(1);
});
