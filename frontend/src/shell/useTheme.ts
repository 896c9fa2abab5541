import { useEffect } from 'react';

import { useMedia } from '../kit/useMedia.ts';
import { usePreference } from '../kit/usePreference.ts';

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The chosen theme; keeps `data-theme` of the document in step, as `public/theme.js` sets it first. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = usePreference<Theme>('theme', THEMES);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const dark = theme === 'system' ? systemDark : theme === 'dark';
  useEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }, [dark]);
  return [theme, setTheme];
}
