import { Icon } from '../kit/Icon.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { useZone } from '../kit/useZone.ts';
import { useTheme } from './useTheme.ts';

const ZONES = [
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
] as const;

const THEMES = [
  { value: 'system', label: 'System theme', show: <Icon name="screen" /> },
  { value: 'light', label: 'Light theme', show: <Icon name="sun" /> },
  { value: 'dark', label: 'Dark theme', show: <Icon name="moon" /> },
] as const;

/** The right end of every top bar: zone of times and theme. */
export function Tools() {
  const [zone, setZone] = useZone();
  const [theme, setTheme] = useTheme();
  return (
    <div className="flex items-center gap-2 max-sm:hidden">
      <Segmented label="Time zone" value={zone} choices={ZONES} onChange={setZone} />
      <Segmented label="Theme" value={theme} choices={THEMES} onChange={setTheme} />
    </div>
  );
}
