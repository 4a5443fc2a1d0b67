// One enterprise application: its menu, and the page that the address chooses.
import { CloudRegular, DocumentBulletListRegular, OptionsRegular, PeopleRegular, ShieldKeyholeRegular } from '@fluentui/react-icons';
import { Blade, Copyable, ErrorBar, Essentials, Loading, useLoad } from '@sallyport/shared';
import { Link, Outlet, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { findAppByClientId, findPrincipal } from '../../graph/applications.ts';
import { SubMenu, type SubPage } from '../../shell/sub_menu.tsx';
import { SignInLog } from '../logs/sign_in_log.tsx';
import { Assignments } from './assignments.tsx';
import { GrantedPermissions } from './granted_permissions.tsx';
import { usePrincipal, type PrincipalContext } from './principal_context.ts';
import { Properties } from './properties.tsx';

function Overview() {
  const { graph } = useSession();
  const { principal } = usePrincipal();
  const app = useLoad(`app-of:${principal.appId}`, () => findAppByClientId(graph, principal.appId));
  const base = `/enterprise/${principal.id}`;
  return (
    <Blade title={principal.displayName} subtitle="Enterprise application">
      <Essentials
        items={[
          { label: 'Name', value: <Copyable text={principal.displayName} name="Name" /> },
          { label: 'Application ID', value: <Copyable mono text={principal.appId} name="Application ID" /> },
          { label: 'Object ID', value: <Copyable mono text={principal.id} name="Object ID" /> },
          { label: 'App registration', value: app.data ? <Link to={`/apps/${app.data.id}`}>{app.data.displayName}</Link> : 'In another tenant, or built in' },
        ]}
      />
      <section className="cards" aria-label="Getting started">
        <Link className="card" to={`${base}/users`}>
          <strong>Assign users and groups</strong>
          <span>Provide specific users and groups access to the application.</span>
        </Link>
        <Link className="card" to={`${base}/properties`}>
          <strong>Properties</strong>
          <span>Decide whether people may sign in, and whether they must be assigned.</span>
        </Link>
        <Link className="card" to={`${base}/signins`}>
          <strong>Sign-in logs</strong>
          <span>Each attempt with its code and the fix.</span>
        </Link>
      </section>
    </Blade>
  );
}

function PrincipalSignIns() {
  const { principal } = usePrincipal();
  return (
    <Blade title={`${principal.displayName} | Sign-in logs`}>
      <SignInLog about={{ appId: principal.appId }} />
    </Blade>
  );
}

export const kEnterpriseBlades: readonly SubPage[] = [
  { path: '', label: 'Overview', icon: <CloudRegular />, element: <Overview /> },
  { path: 'properties', label: 'Properties', icon: <OptionsRegular />, element: <Properties />, group: 'Manage' },
  { path: 'users', label: 'Users and groups', icon: <PeopleRegular />, element: <Assignments />, group: 'Manage' },
  { path: 'permissions', label: 'Permissions', icon: <ShieldKeyholeRegular />, element: <GrantedPermissions />, group: 'Security' },
  { path: 'signins', label: 'Sign-in logs', icon: <DocumentBulletListRegular />, element: <PrincipalSignIns />, group: 'Activity' },
];

export function EnterpriseBlade() {
  const { graph } = useSession();
  const { id = '' } = useParams();
  const loaded = useLoad(`principal:${id}`, () => findPrincipal(graph, id));
  if (!loaded.data)
    return (
      <Blade title="Enterprise application">
        {loaded.error ? <ErrorBar error={loaded.error} title="This application cannot be shown" /> : <Loading what="the application" />}
      </Blade>
    );
  const context: PrincipalContext = { principal: loaded.data, reload: loaded.reload };
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/enterprise">Enterprise applications</Link>
      </nav>
      <div className="with-submenu">
        <SubMenu base={`/enterprise/${id}`} pages={kEnterpriseBlades} name={loaded.data.displayName} />
        <div className="submenu-page">
          <Outlet context={context} />
        </div>
      </div>
    </>
  );
}
