import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.THROWLINE_SERVER ?? 'https://localhost:8443';

/** The console is served below /console/ by the server; `npm run dev` passes the API and the sockets on to it. */
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    target: ['chrome120', 'firefox121'],
    // Small files inside the script as data: URLs would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': { target: server, secure: false },
      '/sockets': { target: server, secure: false, ws: true },
    },
  },
});
