// Roles and administrators: the directory roles, and how many people have each.
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { Blade, DataTable, ErrorBar, Loading, useLoad } from '@sallyport/shared';
import { Link } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { listRoleHolders } from '../../graph/people.ts';
import { kDirectoryRoles } from '../../rules/roles.ts';

export function RolesPage() {
  const { graph, tenant, me } = useSession();
  const holders = useLoad('role-holders', () => listRoleHolders(graph));
  const mine = holders.data?.find(({ assignment }) => assignment.principalId === me.id)?.assignment.roleDefinitionId;
  return (
    <Blade
      title={`${tenant.displayName} | Roles and administrators`}
      subtitle="Administrative roles are used for granting access for privileged actions. A person of this directory has at most one."
      commands={[{ label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void holders.reload(), busy: holders.loading }]}
    >
      <ErrorBar error={holders.error} />
      {holders.data ? (
        <>
          <p>
            Your role: <strong>{kDirectoryRoles.find(({ template }) => template === mine)?.name ?? 'none'}</strong>
          </p>
          <DataTable
            name="Roles"
            rows={kDirectoryRoles}
            rowKey={(role) => role.template}
            empty="The directory has no roles."
            columns={[
              { title: 'Role', cell: (role) => <Link to={`/roles/${role.template}`}>{role.name}</Link> },
              { title: 'Description', cell: (role) => role.text },
              { title: 'Assignments', cell: (role) => holders.data?.filter(({ assignment }) => assignment.roleDefinitionId === role.template).length },
            ]}
          />
        </>
      ) : (
        !holders.error && <Loading what="roles" />
      )}
    </Blade>
  );
}
