import { Button } from './Button.tsx';
import { Copy } from './Copy.tsx';
import { Icon } from './Icon.tsx';
import { readProblem } from './read-problem.ts';
import { useCountdown } from './useCountdown.ts';

type Props = { error: Error; onRetry?: (() => void) | undefined };

/** Why a block has nothing to show, how to name the failed request, and another try. */
export function ErrorCard({ error, onRetry }: Props) {
  const { title, detail, requestId, retryAfter } = readProblem(error);
  const wait = useCountdown(retryAfter ?? 0, error);
  return (
    <div role="alert" className="m-4 mx-auto grid w-[min(30rem,calc(100%-2rem))] gap-3 rounded-card border border-line bg-surface p-4">
      <div className="flex gap-2.5">
        <Icon name="broken" className="mt-0.5 text-error" />
        <div className="grid min-w-0 gap-1">
          <h2 className="text-title font-semibold">{title}</h2>
          <p className="wrap-anywhere text-text-2">{detail}</p>
        </div>
      </div>
      <div className="flex items-center gap-2 pl-6.5">
        {onRetry && (
          <Button onClick={onRetry} disabled={wait > 0}>
            {wait > 0 ? `Retry in ${wait} s` : 'Retry'}
          </Button>
        )}
        {requestId && (
          <span className="ml-auto flex min-w-0 items-center gap-1 text-meta text-text-3">
            Request <code className="truncate">{requestId}</code>
            <Copy text={requestId} label="Copy request id" />
          </span>
        )}
      </div>
    </div>
  );
}
