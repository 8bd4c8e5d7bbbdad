import type { TestContext } from 'node:test';
import { BareCustomer } from '@throwline/testbed/bare-customer.ts';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { ApiTechnician } from '@throwline/testbed/installation.ts';
import { ANNA, newSession, startSession } from '@throwline/testbed/technician-steps.ts';
import { startTurnedServer, type TurnedServer } from '@throwline/testbed/turned-server.ts';
import type { Page } from 'playwright-core';

/** A case as its technician sees it: a real page, and a customer's program that only speaks. */
export interface BareCase {
  readonly server: TurnedServer;
  readonly page: Page;
  readonly customer: BareCustomer;
}

/**
 * Opens an active case, ended with the test.
 * @param signInLifetime how long sign-ins last without work, milliseconds
 */
export async function openBareCase(t: TestContext, signInLifetime?: number): Promise<BareCase> {
  const server = await startTurnedServer(signInLifetime);
  t.after(() => server.close());
  const technician = await ApiTechnician.setUp(server, ANNA);
  const browser = await openBrowser();
  t.after(() => browser.close());
  const profile = await openProfile(browser, { width: 1280, height: 800 });
  await technician.signIn(profile);
  const page = await profile.newPage();
  await page.goto(`${server.url}/console`);
  const customer = await BareCustomer.arrive(server, await newSession(page, 'Carla'));
  t.after(() => customer.leave());
  await startSession(page);
  return { server, page, customer };
}
