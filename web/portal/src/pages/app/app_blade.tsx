// One app registration: its menu, and the page that the address chooses.
import {
  ArrowRoutingRegular,
  BracesRegular,
  CertificateRegular,
  CloudRegular,
  CodeRegular,
  KeyRegular,
  OptionsRegular,
  PersonKeyRegular,
  PersonLockRegular,
  ShieldKeyholeRegular,
  ShieldPersonRegular,
  TagRegular,
} from '@fluentui/react-icons';
import { Blade, ErrorBar, Loading, useLoad } from '@sallyport/shared';
import { Link, Outlet, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { findApp, findPrincipalOf } from '../../graph/applications.ts';
import { SubMenu, type SubPage } from '../../shell/sub_menu.tsx';
import { Administrators } from './administrators.tsx';
import { ApiPermissions } from './api_permissions.tsx';
import type { AppContext } from './app_context.ts';
import { AppRoles } from './app_roles.tsx';
import { Authentication } from './authentication.tsx';
import { Branding } from './branding.tsx';
import { CertificatesAndSecrets } from './certificates_and_secrets.tsx';
import { ExposeAnApi } from './expose_an_api.tsx';
import { Manifest } from './manifest.tsx';
import { Overview } from './overview.tsx';
import { Owners } from './owners.tsx';
import { SnippetPage } from './snippet.tsx';
import { TokenConfiguration } from './token_configuration.tsx';

export const kAppBlades: readonly SubPage[] = [
  { path: '', label: 'Overview', icon: <CloudRegular />, element: <Overview /> },
  { path: 'snippet', label: 'Snippet', icon: <CodeRegular />, element: <SnippetPage /> },
  { path: 'branding', label: 'Branding & properties', icon: <TagRegular />, element: <Branding />, group: 'Manage' },
  { path: 'authentication', label: 'Authentication', icon: <ArrowRoutingRegular />, element: <Authentication />, group: 'Manage' },
  { path: 'secrets', label: 'Certificates & secrets', icon: <KeyRegular />, element: <CertificatesAndSecrets />, group: 'Manage' },
  { path: 'token', label: 'Token configuration', icon: <OptionsRegular />, element: <TokenConfiguration />, group: 'Manage' },
  { path: 'permissions', label: 'API permissions', icon: <ShieldKeyholeRegular />, element: <ApiPermissions />, group: 'Manage' },
  { path: 'api', label: 'Expose an API', icon: <CertificateRegular />, element: <ExposeAnApi />, group: 'Manage' },
  { path: 'roles', label: 'App roles', icon: <PersonKeyRegular />, element: <AppRoles />, group: 'Manage' },
  { path: 'owners', label: 'Owners', icon: <PersonLockRegular />, element: <Owners />, group: 'Manage' },
  { path: 'administrators', label: 'Roles and administrators', icon: <ShieldPersonRegular />, element: <Administrators />, group: 'Manage' },
  { path: 'manifest', label: 'Manifest', icon: <BracesRegular />, element: <Manifest />, group: 'Manage' },
];

export function AppBlade() {
  const { graph } = useSession();
  const { id = '' } = useParams();
  const loaded = useLoad(`app:${id}`, async () => {
    const app = await findApp(graph, id);
    return { app, principal: await findPrincipalOf(graph, app.appId) };
  });
  if (!loaded.data)
    return (
      <Blade title="App registration">
        {loaded.error ? <ErrorBar error={loaded.error} title="This app registration cannot be shown" /> : <Loading what="the app registration" />}
      </Blade>
    );
  const context: AppContext = { ...loaded.data, reload: loaded.reload };
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/apps">App registrations</Link>
      </nav>
      <div className="with-submenu">
        <SubMenu base={`/apps/${id}`} pages={kAppBlades} name={loaded.data.app.displayName} />
        <div className="submenu-page">
          <ErrorBar error={loaded.error} />
          <Outlet context={context} />
        </div>
      </div>
    </>
  );
}
