// Permissions: what has been consented to, by an administrator or by single people.
import { Button, Tab, TabList } from '@fluentui/react-components';
import { CheckmarkRegular, DeleteRegular } from '@fluentui/react-icons';
import { Blade, DataTable, ErrorBar, Loading, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { findAppByClientId, findPrincipal, grantAdminConsent, listGrants, listHeldRoles, revokeGrant } from '../../graph/applications.ts';
import { findUser } from '../../graph/people.ts';
import { usePrincipal } from './principal_context.ts';

interface Row {
  id: string;
  resource: string;
  claim: string;
  type: 'Delegated' | 'Application';
  through: string;
  consentedBy: 'admin' | 'user';
  revoke: (() => Promise<void>) | undefined;
}

export function GrantedPermissions() {
  const { graph, tenant } = useSession();
  const { principal } = usePrincipal();
  const [tab, setTab] = useState<'admin' | 'user'>('admin');
  const action = useAction();
  const found = useLoad(`granted:${principal.id}`, async (): Promise<Row[]> => {
    const [grants, roles] = await Promise.all([listGrants(graph, principal.id), listHeldRoles(graph, principal.id)]);
    const ids = [...new Set([...grants, ...roles].map((each) => each.resourceId))];
    const resources = new Map((await Promise.all(ids.map((id) => findPrincipal(graph, id)))).map((each) => [each.id, each]));
    const delegated = await Promise.all(
      grants.map(async (grant): Promise<Row> => {
        const person = grant.principalId ? await findUser(graph, grant.principalId) : undefined;
        return {
          id: grant.id,
          resource: resources.get(grant.resourceId)?.displayName ?? grant.resourceId,
          claim: grant.scope.trim(),
          type: 'Delegated',
          through: person ? person.displayName : 'Admin consent',
          consentedBy: grant.consentType === 'AllPrincipals' ? 'admin' : 'user',
          revoke: () => revokeGrant(graph, grant.id),
        };
      }),
    );
    const application = roles.map((role): Row => {
      const resource = resources.get(role.resourceId);
      return {
        id: role.id,
        resource: resource?.displayName ?? role.resourceId,
        claim: resource?.appRoles.find((each) => each.id === role.appRoleId)?.value ?? role.appRoleId,
        type: 'Application',
        through: 'Admin consent',
        consentedBy: 'admin',
        revoke: () => graph.remove(`/servicePrincipals/${principal.id}/appRoleAssignments/${role.id}`),
      };
    });
    return [...delegated, ...application];
  });
  const grant = async () => {
    const app = await findAppByClientId(graph, principal.appId);
    if (!app) throw new Error('The application is registered in another tenant. Its permissions are granted when somebody consents at sign-in.');
    await grantAdminConsent(graph, app);
    await found.reload();
  };
  const rows = (found.data ?? []).filter((row) => row.consentedBy === tab);
  return (
    <Blade
      title={`${principal.displayName} | Permissions`}
      commands={[{ label: `Grant admin consent for ${tenant.displayName}`, icon: <CheckmarkRegular />, run: () => void action.run(grant), busy: action.busy }]}
    >
      <p className="soft">Applications can be granted permissions to your organization and its data by three methods: an admin consents to the application for all users, a user grants consent to the application, or an admin integrating an application and enabling self-service access.</p>
      <ErrorBar error={found.error ?? action.error} />
      <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(value as 'admin' | 'user')} className="tabs">
        <Tab value="admin">Admin consent</Tab>
        <Tab value="user">User consent</Tab>
      </TabList>
      {found.data ? (
        <DataTable
          name="Permissions"
          rows={rows}
          rowKey={(row) => row.id}
          empty={tab === 'admin' ? 'No admin consented permissions found for the application.' : 'No user consented permissions found for the application.'}
          columns={[
            { title: 'API name', cell: (row) => row.resource },
            { title: 'Claim value', cell: (row) => row.claim },
            { title: 'Type', cell: (row) => row.type },
            { title: 'Granted by', cell: (row) => row.through },
            {
              title: 'Revoke',
              cell: (row) =>
                row.revoke && (
                  <Button
                    appearance="subtle"
                    disabled={action.busy}
                    icon={<DeleteRegular />}
                    aria-label={`Revoke ${row.claim}`}
                    onClick={() => void action.run(async () => {
                      await row.revoke?.();
                      await found.reload();
                    })}
                  />
                ),
            },
          ]}
        />
      ) : (
        !found.error && <Loading what="permissions" />
      )}
    </Blade>
  );
}
