import { z } from 'zod';
import { secret, signInId, technicianId } from '../ids.ts';
import { staffName } from '../names.ts';
import { personName } from '../text.ts';

/** What an account may do on the server. Every administrator is a technician too. */
export const accountRole = z.enum(['technician', 'administrator']);
export type AccountRole = z.infer<typeof accountRole>;

export const emailAddress = z.string().max(254).trim().toLowerCase().pipe(z.email());

/** A password as it is typed: 10 to 200 characters, no rules of composition (NIST SP 800-63B, section 5.1.1.2). */
export const newPassword = z.string().min(10).max(200);

/** An account as administrators see it. */
export const technician = z.object({
  id: technicianId,
  name: z.string(),
  email: z.string(),
  role: accountRole,
  disabled: z.boolean(),
  createdAt: z.number().int(),
  /** Epoch milliseconds of the newest sign-in. */
  lastSignInAt: z.number().int().optional(),
  /** Whether signing in takes more than the password. */
  hasSecondFactor: z.boolean(),
});
export type Technician = z.infer<typeof technician>;

/** `POST /api/setup`: makes the first administrator, once. */
export const setupRequest = z.object({
  secret,
  organisation: personName,
  name: staffName,
  email: emailAddress,
  password: newPassword,
});

/**
 * How an account stands with its second factor. `required`: there is none, and nothing else can be done before there is.
 * `offered`: there is none, and the account may do without.
 */
export const secondFactorState = z.enum(['set-up', 'offered', 'required']);
export type SecondFactorState = z.infer<typeof secondFactorState>;

/** `GET /api/me`, and the answer to set-up and to a finished sign-in. */
export const meResponse = z.object({
  technician,
  organisation: z.string(),
  secondFactor: secondFactorState,
  /** The sign-in that asks, and when it runs out unless its technician works on: epoch milliseconds, by the server's clock. */
  signIn: z.object({ id: signInId, expiresAt: z.number().int() }),
});
export type MeResponse = z.infer<typeof meResponse>;

/** `POST /api/me/password` */
export const changePasswordRequest = z.object({ current: z.string().max(200), next: newPassword });

/** `POST /api/technicians` */
export const createTechnicianRequest = z.object({
  name: staffName,
  email: emailAddress,
  role: accountRole,
  password: newPassword,
});

/** `PATCH /api/technicians/:technicianId`: what is absent stays. A new password or disabling ends all their sign-ins. */
export const updateTechnicianRequest = z.object({
  name: staffName.optional(),
  role: accountRole.optional(),
  disabled: z.boolean().optional(),
  password: newPassword.optional(),
});

export const listTechniciansResponse = z.object({ technicians: z.array(technician) });

/** `POST /api/socket-tokens`: a token for the events socket, good once and for 30 seconds. */
export const socketTokenResponse = z.object({
  token: secret,
  /** Whether the server has just seen that a reverse proxy does not let WebSockets through. Default: no. */
  proxyWithoutUpgrade: z.boolean().optional(),
});
export type SocketTokenResponse = z.infer<typeof socketTokenResponse>;

/** Every refusal of the API. */
export const errorResponse = z.object({ code: z.string(), message: z.string() });
