// The newest sign-ins, which grow as they happen, and those before them as far as somebody has asked for.
import { useEffect, useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import type { Rows } from '../../graph/client.ts';
import { readSignIns, signInsPath, type SignInFilter } from '../../graph/people.ts';
import type { SignIn } from '../../graph/types.ts';

const kEvery = 2000; // milliseconds between two looks

export const succeeded = (signIn: SignIn) => signIn.status.errorCode === 0;

interface Known {
  path: string; // of which list; another one starts without rows
  read?: Rows<SignIn> | undefined;
  error?: Error | undefined;
}

const without = (rows: SignIn[], known: SignIn[]) => {
  const ids = new Set(known.map((row) => row.id));
  return rows.filter((row) => !ids.has(row.id));
};

// The newest page, and behind it the rows that were known before. If it has none of them, others may lie between, so
// they go, as they do if it is the whole list.
export function joined(newest: Rows<SignIn>, known: Rows<SignIn> | undefined): Rows<SignIn> {
  if (known === undefined || newest.next === undefined) return newest;
  const older = without(known.rows, newest.rows);
  const meets = newest.rows.length === 0 || older.length < known.rows.length;
  return meets ? { rows: [...newest.rows, ...older], next: known.next } : newest;
}

// The rows with a page behind them.
export const extended = (known: Rows<SignIn>, older: Rows<SignIn>): Rows<SignIn> => ({ rows: [...known.rows, ...without(older.rows, known.rows)], next: older.next });

const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

// Asks again while the page is visible. One failed look is shown, and the next may succeed. `readOlder` adds a page;
// undefined if there is none.
export function useSignIns(filter: SignInFilter, live: boolean): { rows?: SignIn[] | undefined; error?: Error | undefined; readOlder?: (() => Promise<void>) | undefined } {
  const { graph } = useSession();
  const path = signInsPath(filter);
  const [state, setState] = useState<Known>({ path });
  const known: Known = state.path === path ? state : { path };
  const next = known.read?.next;
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const change = (fn: (before: Known) => Known) => !ended && setState((before) => fn(before.path === path ? before : { path }));
    const look = async () => {
      try {
        const newest = await readSignIns(graph, path);
        change((before) => ({ path, read: joined(newest, before.read) }));
      } catch (thrown) {
        change((before) => ({ ...before, error: asError(thrown) }));
      }
      if (!ended && live) wait();
    };
    const wait = () => {
      if (!ended) timer = setTimeout(() => void (document.hidden ? wait() : look()), kEvery);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [graph, path, live]);
  const readOlder = async () => {
    if (next === undefined) return;
    try {
      const older = await readSignIns(graph, next);
      // A list that changed meanwhile has its own end.
      setState((before) =>
        before.path !== path || before.read?.next !== next ? before : { path, read: extended(before.read, older) },
      );
    } catch (thrown) {
      setState((before) => (before.path === path ? { ...before, error: asError(thrown) } : before));
    }
  };
  return { rows: known.read?.rows, error: known.error, readOlder: next === undefined ? undefined : readOlder };
}
