import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from 'react';

import { IconButton } from './IconButton.tsx';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** A modal of the browser itself: it holds the focus, Escape closes it, and focus goes back where it was. */
export function Dialog({ title, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const close = (event: SyntheticEvent): void => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={box} aria-labelledby={id} onCancel={close} className="m-auto w-84 max-w-[calc(100%-2rem)] rounded-card border border-line bg-raised p-5 text-text shadow-float backdrop:bg-canvas/70">
      <header className="mb-3 flex items-center justify-between">
        <h2 id={id} className="text-title font-semibold">
          {title}
        </h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}
