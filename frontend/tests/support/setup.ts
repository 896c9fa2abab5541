import { cleanup } from '@testing-library/react';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { gateway } from './gateway.ts';

beforeAll(() => gateway.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  cleanup();
  gateway.resetHandlers();
  sessionStorage.clear();
  localStorage.clear();
});
afterAll(() => gateway.close());
