/** The touchstone: a dark rounded square with one brass stroke. */
export function Mark({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`shrink-0 ${className}`} aria-hidden="true">
      <rect x=".5" y=".5" width="31" height="31" rx="7.5" className="fill-ink stroke-line-strong/50" />
      <path d="M8.5 22.5C14 20.5 19 16 23.5 9.5" className="stroke-brass" fill="none" strokeWidth="3.2" strokeLinecap="round" />
    </svg>
  );
}
