import type { Locator, Page } from 'playwright-core';

/** Opens the dialog for a new session at its part for an email. */
export async function openInvitation(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New session' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Send an email').click();
  return dialog;
}

/** Fills an invitation in; it is not sent yet. Answers the dialog. */
export async function writeInvitation(
  page: Page,
  { address, name, words }: { readonly address: string; readonly name: string; readonly words: string },
): Promise<Locator> {
  const dialog = await openInvitation(page);
  await dialog.getByLabel('Customer’s email address').fill(address);
  await dialog.getByLabel('Customer’s name').fill(name);
  await dialog.getByLabel('Personal message').fill(words);
  return dialog;
}

/** Sends an invitation and waits until the mail server has taken it. */
export async function sendInvitation(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Send the email' }).click();
  await dialog.getByText('The email was sent').waitFor();
}
