// Roles and administrators of a registration: the directory roles whose holders may change it.
import { Blade, DataTable, ErrorBar, Loading, useLoad } from '@sallyport/shared';
import { Link } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { listRoleHolders } from '../../graph/people.ts';
import { kDirectoryRoles } from '../../rules/roles.ts';
import { useApp } from './app_context.ts';

const kRoles = kDirectoryRoles.filter((role) => role.managesApplications);

export function Administrators() {
  const { graph } = useSession();
  const { app } = useApp();
  const holders = useLoad('role-holders', () => listRoleHolders(graph));
  const namesOf = (template: string) =>
    (holders.data ?? []).filter(({ assignment }) => assignment.roleDefinitionId === template).map(({ name }) => name).join(', ') || '-';
  return (
    <Blade
      title={`${app.displayName} | Roles and administrators`}
      subtitle="People with these directory roles may change this application registration, as they may change every other one."
    >
      <p>
        To let somebody change this registration alone, make the person an owner under <Link to={`/apps/${app.id}/owners`}>Owners</Link>.
      </p>
      <ErrorBar error={holders.error} />
      {holders.data ? (
        <DataTable
          name="Roles"
          rows={kRoles}
          rowKey={(role) => role.template}
          empty="The directory has no roles."
          columns={[
            { title: 'Role', cell: (role) => <Link to={`/roles/${role.template}`}>{role.name}</Link> },
            { title: 'Description', cell: (role) => role.text },
            { title: 'Assigned to', cell: (role) => namesOf(role.template) },
          ]}
        />
      ) : (
        !holders.error && <Loading what="roles" />
      )}
    </Blade>
  );
}
