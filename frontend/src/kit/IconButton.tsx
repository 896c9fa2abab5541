import type { ButtonHTMLAttributes } from 'react';

import { Icon, type IconName } from './Icon.tsx';

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & { icon: IconName; label: string };

/** A button that shows only a drawing; `label` names it and is its tooltip. */
export function IconButton({ icon, label, className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-(--control) shrink-0 items-center justify-center rounded-control text-text-3 transition-colors hover:bg-hover hover:text-text ${className}`}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
