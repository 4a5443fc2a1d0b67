// The table of pages: one row for each address below /portal.
import { Blade } from '@sallyport/shared';
import { Link, Route, Routes } from 'react-router';
import { Shell } from '../shell/shell.tsx';
import { AppBlade, kAppBlades } from './app/app_blade.tsx';
import { AppList } from './app/app_list.tsx';
import { NewRegistration } from './app/new_registration.tsx';
import { LocationsPage } from './access/locations.tsx';
import { NewPolicyPage, PoliciesPage, PolicyPage } from './access/policies.tsx';
import { ConnectPage } from './connect/connect.tsx';
import { EnterpriseBlade, kEnterpriseBlades } from './enterprise/enterprise_blade.tsx';
import { EnterpriseList } from './enterprise/enterprise_list.tsx';
import { HomePage } from './home/home.tsx';
import { WalkPage } from './home/walk.tsx';
import { SignInLogs } from './logs/sign_in_logs.tsx';
import { GroupPage, GroupsPage } from './people/groups.tsx';
import { TenantsPage } from './people/tenants.tsx';
import { UserPage } from './people/user.tsx';
import { UsersPage } from './people/users.tsx';
import { RolePage } from './roles/role.tsx';
import { RolesPage } from './roles/roles.tsx';

function Nowhere() {
  return (
    <Blade title="Not found">
      <p>
        The portal has no such page. <Link to="/">Go to the overview</Link>
      </p>
    </Blade>
  );
}

export function Pages() {
  return (
    <Shell>
      <Routes>
        <Route path="/" element={<HomePage />} />
        <Route path="/walks/:walk" element={<WalkPage />} />
        <Route path="/apps" element={<AppList />} />
        <Route path="/apps/new" element={<NewRegistration />} />
        <Route path="/apps/:id" element={<AppBlade />}>
          {kAppBlades.map(({ path, element }) => (
            <Route key={path} {...(path === '' ? { index: true } : { path })} element={element} />
          ))}
        </Route>
        <Route path="/enterprise" element={<EnterpriseList />} />
        <Route path="/enterprise/:id" element={<EnterpriseBlade />}>
          {kEnterpriseBlades.map(({ path, element }) => (
            <Route key={path} {...(path === '' ? { index: true } : { path })} element={element} />
          ))}
        </Route>
        <Route path="/users" element={<UsersPage />} />
        <Route path="/users/:id" element={<UserPage />} />
        <Route path="/groups" element={<GroupsPage />} />
        <Route path="/groups/:id" element={<GroupPage />} />
        <Route path="/roles" element={<RolesPage />} />
        <Route path="/roles/:role" element={<RolePage />} />
        <Route path="/conditional-access" element={<PoliciesPage />} />
        <Route path="/conditional-access/new" element={<NewPolicyPage />} />
        <Route path="/conditional-access/locations" element={<LocationsPage />} />
        <Route path="/conditional-access/:id" element={<PolicyPage />} />
        <Route path="/logs" element={<SignInLogs />} />
        <Route path="/connect" element={<ConnectPage />} />
        <Route path="/tenants" element={<TenantsPage />} />
        <Route path="*" element={<Nowhere />} />
      </Routes>
    </Shell>
  );
}
