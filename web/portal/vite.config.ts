// Builds the portal into build/web/portal/site. Every file but index.html has the hash of its content in its name.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/portal/',
  plugins: [react()],
  build: {
    outDir: process.env.SALLYPORT_WEB_OUT ?? '../../build/web/portal/site',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy allows no data: address
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
