import type { Download, Locator, Page } from 'playwright-core';
import type { AppletWindow } from './applet-window.ts';
import { Authenticator, authenticatorOf, keepAuthenticator } from './authenticator.ts';
import { downloadAfter } from './browsers.ts';

/** Who signs in. */
export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** An account for tests. */
export const ANNA = {
  organisation: 'Nordlicht Helpdesk',
  name: 'Anna Berg',
  email: 'anna@example.com',
  password: 'a long enough password',
};

/** Opens the one-time link and makes the first administrator. Ends in the console. */
export async function setUp(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel('Organisation').fill(ANNA.organisation);
  await page.getByLabel('Your name').fill(ANNA.name);
  await page.getByLabel('Email address').fill(ANNA.email);
  await page.getByLabel('Password', { exact: true }).fill(ANNA.password);
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  await page.getByRole('button', { name: 'Authenticator app' }).click();
  const secret = (await page.getByTestId('one-time-secret').innerText()).replaceAll(' ', '');
  const authenticator = new Authenticator(secret);
  await page.getByLabel('Code shown in the app').fill(authenticator.next().code);
  await page.getByRole('button', { name: 'Add the app' }).click();
  const codes = await page.getByTestId('recovery-codes').innerText();
  authenticator.keep(codes.match(/[0-9a-z]{5}-[0-9a-z]{5}/g) ?? []);
  keepAuthenticator(ANNA.email, page.url(), authenticator);
  await page.getByLabel('I have saved these codes').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'New session' }).first().waitFor();
}

/** Adds a technician's account, as the administrator who is signed in in this page's browser. */
export async function addTechnician(page: Page, serverUrl: string, account: Account): Promise<void> {
  const added = await page.request.post(`${serverUrl}/api/technicians`, {
    data: { ...account, role: 'technician' },
    headers: { origin: serverUrl },
    ignoreHTTPSErrors: true,
  });
  if (added.status() !== 201) throw new Error(`not added: ${added.status()} ${await added.text()}`);
}

/** Fills the sign-in page in and presses Enter; the second step of an account that has one follows by {@link confirmSignIn}. */
export async function signIn(
  page: Page,
  { email, password }: Pick<Account, 'email' | 'password'>,
): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** Shows the second step of an account that {@link setUp} or `ApiTechnician` has made. */
export async function confirmSignIn(page: Page, { email }: Pick<Account, 'email'>): Promise<void> {
  const step = authenticatorOf(email, page.url()).next();
  switch (step.kind) {
    case 'one-time-code':
      await page.getByLabel('Code from your authenticator app').fill(step.code);
      break;
    case 'recovery-code':
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await page.getByLabel('Recovery code').fill(step.code);
  }
  await page.keyboard.press('Enter');
}

/** Goes to the queue. */
export async function goToSessions(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
}

/** Makes a session and opens its page. Answers the six digits. */
export async function newSession(page: Page, customerName: string): Promise<string> {
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByLabel('Customer’s name').fill(customerName);
  await page.getByRole('button', { name: 'Give a code' }).click();
  const dialog = page.getByRole('dialog');
  const code = (await dialog.getByTestId('session-code').innerText()).replace(/\D/g, '');
  await openSession(dialog);
  return code;
}

/** Goes from the dialog of a new session to its page. */
export async function openSession(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Open the session' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Starts the session whose customer waits. */
export async function startSession(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start session' }).first().click();
  await statusIs(page, 'Active');
}

/** Writes a message to the customer. */
export async function sendChat(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message to the customer').fill(text);
  await page.keyboard.press('Enter');
}

/** Writes a message to the customer, and waits until it is in their window. */
export async function writeToCustomer(page: Page, window: AppletWindow, text: string): Promise<void> {
  await sendChat(page, text);
  await window.page.getByTestId('chat-messages').getByText(text).waitFor();
}

/** Accepts a file that the customer offers. */
export async function acceptFile(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: /Files/ }).click();
  await page.getByRole('button', { name: `Accept ${name}` }).click();
}

/** Saves a file that has arrived. */
export async function saveFile(page: Page, name: string): Promise<Download> {
  return downloadAfter(page, () => page.getByLabel(`Save ${name}`).click());
}

/** Waits until the session's page shows this status. */
export async function statusIs(page: Page, status: string): Promise<void> {
  await page.getByTestId('session-status').filter({ hasText: status }).first().waitFor();
}

/** The canvas that shows the customer's screen. */
export function remoteScreen(page: Page): Locator {
  return page.getByTestId('remote-screen');
}

/** One pixel of the remote screen, `r,g,b`; `undefined` while there is no picture there. */
export async function remotePixel(page: Page, x: number, y: number): Promise<string | undefined> {
  const canvas = remoteScreen(page);
  if ((await canvas.count()) === 0) return undefined;
  return canvas.evaluate(
    (element, at) => {
      if (!(element instanceof HTMLCanvasElement) || element.width <= at.x || element.height <= at.y)
        return undefined;
      const copy = new OffscreenCanvas(1, 1).getContext('2d');
      copy?.drawImage(element, at.x, at.y, 1, 1, 0, 0, 1, 1);
      const [r, g, b, a] = copy?.getImageData(0, 0, 1, 1).data ?? [];
      return a === 255 ? `${r},${g},${b}` : undefined;
    },
    { x, y },
  );
}

/** The whole remote screen as RGBA, with its size. */
export async function remotePicture(
  page: Page,
): Promise<{ readonly width: number; readonly height: number; readonly data: Buffer }> {
  const { width, height, base64 } = await remoteScreen(page).evaluate(async (element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('not a canvas');
    const copy = new OffscreenCanvas(element.width, element.height).getContext('2d');
    if (copy === null) throw new Error('no 2d context');
    copy.drawImage(element, 0, 0);
    const { data } = copy.getImageData(0, 0, element.width, element.height);
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(new Blob([data]));
    });
    return { width: element.width, height: element.height, base64: url.slice(url.indexOf(',') + 1) };
  });
  return { width, height, data: Buffer.from(base64, 'base64') };
}

/** Where a pixel of the remote screen is on the technician's page. */
export async function onPage(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  return remoteScreen(page).evaluate(
    (element, at) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('not a canvas');
      const box = element.getBoundingClientRect();
      return {
        x: box.left + ((at.x + 0.5) * box.width) / element.width,
        y: box.top + ((at.y + 0.5) * box.height) / element.height,
      };
    },
    { x, y },
  );
}

/** Clicks on a pixel of the remote screen. */
export async function clickRemote(
  page: Page,
  x: number,
  y: number,
  options: { readonly button?: 'left' | 'middle' | 'right' } = {},
): Promise<void> {
  const at = await onPage(page, x, y);
  await page.mouse.click(at.x, at.y, options);
}

/** Moves the pointer to a pixel of the remote screen. */
export async function moveRemote(page: Page, x: number, y: number): Promise<void> {
  const at = await onPage(page, x, y);
  await page.mouse.move(at.x, at.y);
}
