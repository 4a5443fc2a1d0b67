// What every page of one enterprise application is given.
import { useOutletContext } from 'react-router';
import type { ServicePrincipal } from '../../graph/types.ts';

export interface PrincipalContext {
  principal: ServicePrincipal;
  reload(): Promise<void>;
}

export const usePrincipal = () => useOutletContext<PrincipalContext>();
