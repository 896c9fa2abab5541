import { type InputHTMLAttributes, useId } from 'react';

type Props = InputHTMLAttributes<HTMLInputElement> & { label: string };

export function Field({ label, className = '', ...rest }: Props) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-meta font-medium text-text-2">
        {label}
      </label>
      <input id={id} className={`h-9 w-full rounded-control border border-line-strong bg-surface px-2.5 text-text placeholder:text-text-3 ${className}`} {...rest} />
    </div>
  );
}
