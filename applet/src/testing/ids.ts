import { commandId, fileId, requestId, secret, sessionId, technicianId } from '@throwline/protocol';

/** The same 26 characters for the same number: ids that a test can read. */
const text = (number: number): string => String(number).padStart(26, '0');

export const aSecret = (number = 1) => secret.parse(text(number));
export const aSessionId = (number = 1) => sessionId.parse(text(number));
export const aCommandId = (number = 1) => commandId.parse(text(number));
export const aRequestId = (number = 1) => requestId.parse(text(number));
export const aFileId = (number = 1) => fileId.parse(text(number));
export const aTechnician = { id: technicianId.parse(text(1)), name: 'Anna' };
