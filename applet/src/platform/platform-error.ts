/**
 * What can go wrong between the applet and the desktop it runs on. Each code is stable: logs, prompts and
 * tests rely on it.
 *
 * | code | meaning |
 * | --- | --- |
 * | `library-missing` | a system library that every desktop of this kind has could not be loaded |
 * | `display-refused` | the display exists but does not let this process in, or nothing answers there |
 * | `display-gone` | the connection to the display broke after it had worked |
 * | `extension-missing` | the display lacks a part without which the job cannot be done |
 * | `depth-unsupported` | the desktop's pixels are of a format that is not handled (see {@link PixelView}) |
 * | `capture-failed` | the display refused to hand out pixels |
 * | `permission-missing` | the system has not (yet) given this program a permission that the job needs |
 */
export type PlatformErrorCode =
  | 'library-missing'
  | 'display-refused'
  | 'display-gone'
  | 'extension-missing'
  | 'depth-unsupported'
  | 'capture-failed'
  | 'permission-missing';

/** An error of the platform layer; `code` says which, the message says it in plain words. */
export class PlatformError extends Error {
  readonly code: PlatformErrorCode;

  constructor(code: PlatformErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlatformError';
    this.code = code;
  }
}
