import type { ButtonHTMLAttributes } from 'react';

type Look = 'primary' | 'plain' | 'quiet';
type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look };

const LOOKS: Record<Look, string> = {
  primary: 'bg-primary text-on-primary border-primary hover:opacity-90',
  plain: 'bg-surface text-text border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-text-2 border-transparent hover:bg-hover hover:text-text',
};

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: Props) {
  const shape = 'inline-flex h-(--control) items-center justify-center gap-1.5 rounded-control border px-2.5 font-medium whitespace-nowrap';
  return <button type={type} className={`${shape} transition-[opacity,background-color] disabled:opacity-60 ${LOOKS[look]} ${className}`} {...rest} />;
}
