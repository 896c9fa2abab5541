import { setupServer } from 'msw/node';

/** The network of a component test: nothing answers unless the test says what. */
export const gateway = setupServer();
