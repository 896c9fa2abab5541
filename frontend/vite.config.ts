import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const port = Number(process.env['ASSAY_PORT_UI'] ?? 5173);
const gateway = process.env['ASSAY_GATEWAY_URL'] ?? 'http://127.0.0.1:8080';
const server = {
  host: '127.0.0.1',
  port,
  strictPort: true,
  proxy: { '/api': { target: gateway, changeOrigin: false } },
};

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server,
  preview: server,
  // `manifest` is what tests/size.mjs walks; `assetsInlineLimit: 0` keeps data: URLs out, as the content policy wants.
  build: { manifest: true, target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
