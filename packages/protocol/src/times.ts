/*
 * How moments and spans of time are written, in the console and in the customer's window alike: whoever says "at 14:03" on the
 * phone is understood. Moments are epoch milliseconds on the server's clock, shown in the reader's own time zone.
 */

const two = (value: number): string => String(value).padStart(2, '0');

/** Time of day to the second: `14:03:27`. */
export function timeOfDay(at: number): string {
  return `${minuteOfDay(at)}:${two(new Date(at).getSeconds())}`;
}

/** Time of day to the minute: `14:03`. */
export function minuteOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A day: `2026-03-01`. */
export function day(at: number): string {
  const date = new Date(at);
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}

/** A moment, with its day unless that is today's: `14:03` or `2026-03-01 14:03`. */
export function moment(at: number, now: number): string {
  return day(at) === day(now) ? minuteOfDay(at) : `${day(at)} ${minuteOfDay(at)}`;
}

/** A rest of time as `4:05` or `1:04:05`; never below `0:00`. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** How long something has lasted, in the largest fitting unit: `under a minute`, `5 min`, `2 h 10 min`, `3 days`. */
export function lasting(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
