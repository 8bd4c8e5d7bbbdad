/**
 * Content security policies, one a kind of page. `'self'` in `connect-src` covers WebSockets of the same host in
 * current browsers (CSP 3); the explicit socket address is for older ones.
 */
export const POLICIES = {
  /** Pages for customers: nothing inline, nothing from elsewhere. The hidden frame starts the download. */
  customer:
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  /** The console: WebAssembly in a worker, loaded from a data: address; its component library sets styles from script. */
  console: (socketOrigin: string): string =>
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
    `img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: ${socketOrigin}; manifest-src 'self'; ` +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  /** The API's description: its viewer sets styles inline. */
  docs:
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  /** Files for download and data: nothing of them is a page. The customer's page opens the download in a frame. */
  data: "default-src 'none'; frame-ancestors 'self'; sandbox",
} as const;
