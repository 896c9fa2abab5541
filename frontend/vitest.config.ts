import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    restoreMocks: true,
    testTimeout: 20_000,
    css: false,
    pool: 'threads',
    // One worker's files share their modules: starting a browser-like world for each file would take most of the time.
    isolate: false,
    projects: [
      {
        extends: true,
        test: { name: 'pure', environment: 'node', include: ['src/{format,lib,trace-engine,pages,features,kit}/**/*.test.ts', 'tests/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'jsdom',
          environmentOptions: { jsdom: { url: 'http://assay.test/' } },
          setupFiles: ['tests/support/setup.ts'],
          include: ['src/**/*.test.tsx', 'src/api/**/*.test.ts'],
        },
      },
    ],
  },
});
