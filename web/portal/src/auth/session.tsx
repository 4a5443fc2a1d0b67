// What every page is given: Graph, the tenant, and who is signed in.
import { createContext, useContext } from 'react';
import type { Graph } from '../graph/client.ts';
import type { Organization, User } from '../graph/types.ts';

export interface Session {
  graph: Graph;
  tenant: Organization;
  me: User;
  origin: string; // of the directory: "https://localhost:8443"
  signOut(): Promise<void>;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a signed-in user');
  return session;
}
