// Loading data for a component, and running a change with its error.
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Loaded<T> {
  data: T | undefined; // undefined until the first load has ended, and kept while a reload runs
  error: Error | undefined;
  loading: boolean;
  reload(): Promise<void>;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

// Loads once for each value of `key`. An answer that comes after the key has changed is dropped.
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T | undefined; error?: Error | undefined; loading: boolean }>({ key, loading: true });
  const current = useRef(load);
  current.current = load;
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setState((before) => (before.key === key ? { ...before, loading: true } : { key, loading: true }));
    try {
      const data = await current.current();
      if (mine === turn.current) setState({ key, data, loading: false });
    } catch (thrown) {
      if (mine === turn.current) setState((before) => ({ ...before, key, error: asError(thrown), loading: false }));
    }
  }, [key]);
  useEffect(() => {
    void reload();
    return () => void ++turn.current;
  }, [reload]);
  const fits = state.key === key;
  return { data: fits ? state.data : undefined, error: fits ? state.error : undefined, loading: !fits || state.loading, reload };
}

export interface Action {
  busy: boolean;
  error: Error | undefined;
  clear(): void;
  // Resolves with true if the work succeeded. The error is kept for the page to show.
  run(work: () => Promise<void>): Promise<boolean>;
}

// Runs one change at a time.
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>();
  const clear = useCallback(() => setError(undefined), []);
  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(asError(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, error, clear, run };
}
