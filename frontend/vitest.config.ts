import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://assay.test/' } },
    setupFiles: ['tests/support/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'tests/*.test.ts'],
    restoreMocks: true,
    css: false,
  },
});
