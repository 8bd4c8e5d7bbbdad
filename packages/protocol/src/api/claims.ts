import { z } from 'zod';
import { secret } from '../ids.ts';

/** `POST /api/claims`: turns a code into a ticket, for an applet whose file has lost the ticket from its name. */
export const claimRequest = z.object({
  /** As typed; spaces, dashes and other digits than ASCII are forgiven like on the page. */
  code: z.string().min(1).max(40),
  /**
   * Made by the applet at its start: sent again with the same one, because an answer was lost, a used code has the same
   * answer. Applets up to 0.1.0 send none.
   */
  visit: secret.exactOptional(),
});
export type ClaimRequest = z.infer<typeof claimRequest>;

/** Its answer. The code is used up by it, the same as by the page. */
export const claimResponse = z.object({ ticket: secret });
export type ClaimResponse = z.infer<typeof claimResponse>;
