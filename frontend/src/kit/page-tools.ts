import { createContext, type ReactNode } from 'react';

/** What the shell puts at the right end of every page's top bar. */
export const PageTools = createContext<ReactNode>(null);
