import type { Span } from '../../api/types.ts';
import { Icon } from '../../kit/Icon.tsx';

/** Why a span failed: type, message, stack. Comes before everything else. */
export function ErrorBlock({ error, message }: { error: Span['error']; message: string | null }) {
  const text = error?.message ?? message;
  return (
    <section aria-label="Error" className="m-3 mb-0 overflow-hidden rounded-control border border-error bg-error-soft">
      <div className="flex gap-2 px-2.5 py-2">
        <Icon name="error" className="mt-0.5 text-error" />
        <div className="min-w-0">
          <p className="font-medium text-error">{error?.type ?? 'Error'}</p>
          <p className="wrap-anywhere">{text ?? 'The span failed without a message.'}</p>
        </div>
      </div>
      {error?.stacktrace && (
        <details className="border-t border-error/30">
          <summary className="px-2.5 py-1 text-meta text-text-2">Stack trace</summary>
          <pre tabIndex={0} aria-label="Stack trace" className="max-h-80 overflow-auto px-2.5 pb-2">
            {error.stacktrace}
          </pre>
        </details>
      )}
    </section>
  );
}
