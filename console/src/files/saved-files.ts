/** Contents that were handed to the browser for saving: leaving the page does not lose them. */
export const savedFiles = new WeakSet<Blob>();
