/** The 2-px streak at the top of a block whose data are being asked again. */
export function Streak({ on }: { on: boolean }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-0 z-20 h-0.5 overflow-hidden">
      {on && <div className="h-full w-1/4 animate-sweep bg-streak" />}
    </div>
  );
}
