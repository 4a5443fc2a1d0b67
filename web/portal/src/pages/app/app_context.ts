// What every page of one app registration is given.
import { useOutletContext } from 'react-router';
import type { Application, ServicePrincipal } from '../../graph/types.ts';

export interface AppContext {
  app: Application;
  principal: ServicePrincipal | undefined; // in this tenant
  reload(): Promise<void>;
}

export const useApp = () => useOutletContext<AppContext>();
