import { type ReactNode, useId } from 'react';

export type Choice<Value extends string> = { value: Value; label: string; show?: ReactNode };
type Props<Value extends string> = {
  label: string;
  value: Value | null;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
};

/** One of a few choices, all in sight. Native radio buttons, so arrow keys and screen readers work. */
export function Segmented<Value extends string>({ label, value, choices, onChange }: Props<Value>) {
  const group = useId();
  return (
    <fieldset className="flex h-(--control) items-stretch overflow-hidden rounded-control border border-line bg-surface">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          title={choice.show ? choice.label : undefined}
          className="relative flex cursor-pointer items-center px-2 text-meta text-text-2 has-checked:bg-sunken has-checked:font-medium has-checked:text-text has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent hover:bg-hover"
        >
          <input
            type="radio"
            name={group}
            value={choice.value}
            aria-label={choice.show ? choice.label : undefined}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {choice.show ?? choice.label}
        </label>
      ))}
    </fieldset>
  );
}
