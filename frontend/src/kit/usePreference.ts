import { useCallback, useSyncExternalStore } from 'react';

import { onStoredChange, readStored, writeStored } from '../lib/storage.ts';

/** A small setting kept in the browser, the same in every tab; anything but `choices` reads as the first of them. */
export function usePreference<Value extends string>(key: string, choices: readonly [Value, ...Value[]]): [Value, (value: Value) => void] {
  const stored = useSyncExternalStore(onStoredChange, () => readStored(key));
  const value = choices.find((choice) => choice === stored) ?? choices[0];
  return [value, useCallback((next: Value) => writeStored(key, next), [key])];
}
