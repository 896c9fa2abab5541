import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { gateway } from './gateway.ts';

// A busy machine takes its time over the first lazy page.
configure({ asyncUtilTimeout: 8000 });

// jsdom has no layout: every element is 1200 × 800 and no media query holds, so that virtual rows have a window.
Object.defineProperties(Element.prototype, { clientHeight: { value: 800 }, clientWidth: { value: 1200 } });
window.scrollTo = () => undefined;
Element.prototype.scrollTo = () => undefined;
window.matchMedia = (media) => ({ media, matches: false, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false });
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

beforeAll(() => gateway.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  cleanup();
  gateway.resetHandlers();
  sessionStorage.clear();
  localStorage.clear();
});
afterAll(() => gateway.close());
