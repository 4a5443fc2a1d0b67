// Where the keyboard goes on after a panel.
import { useEffect, useLayoutEffect, useRef } from 'react';

// Gives the focus back to what had it before something opened, as soon as that closes. Fluent does so only for its own triggers.
export function useReturnFocus(open: boolean): void {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement; // Fluent moves the focus later
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    return () => {
      const target = before.current;
      // After Fluent has taken its layer away. Where the page is gone, there is nothing to return to.
      requestAnimationFrame(() => target instanceof HTMLElement && target.isConnected && target.focus());
    };
  }, [open]);
}
