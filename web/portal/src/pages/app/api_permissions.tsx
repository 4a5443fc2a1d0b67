// API permissions: what the application asks for, and the administrator's consent for everybody.
import { Button } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, CheckmarkCircleFilled, CheckmarkRegular, DeleteRegular, WarningFilled } from '@fluentui/react-icons';
import { Blade, Confirm, DataTable, ErrorBar, Loading, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp, findPrincipalOf, grantAdminConsent, listGrants, listHeldRoles } from '../../graph/applications.ts';
import { AddPermission } from './add_permission.tsx';
import { useApp } from './app_context.ts';
import { permissionRows, type PermissionRow } from './permission_rows.ts';

export function ApiPermissions() {
  const { graph, tenant } = useSession();
  const { app, principal, reload } = useApp();
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const action = useAction();
  const resources = app.requiredResourceAccess.map((each) => each.resourceAppId);
  const found = useLoad(`permissions:${app.id}:${resources.join()}:${principal?.id ?? ''}`, async () => {
    const [principals, grants, roles] = await Promise.all([
      Promise.all(resources.map((appId) => findPrincipalOf(graph, appId))),
      principal ? listGrants(graph, principal.id) : [],
      principal ? listHeldRoles(graph, principal.id) : [],
    ]);
    return { principals: principals.filter((each) => each !== undefined), grants, roles };
  });
  const grant = async () => {
    await grantAdminConsent(graph, app);
    setAsking(false);
    await Promise.all([reload(), found.reload()]);
  };
  const remove = async (row: PermissionRow) => {
    const left = app.requiredResourceAccess.map((each) =>
      each.resourceAppId === row.resourceAppId ? { ...each, resourceAccess: each.resourceAccess.filter((access) => access.id !== row.id) } : each,
    );
    await changeApp(graph, app.id, { requiredResourceAccess: left.filter((each) => each.resourceAccess.length > 0) });
    await reload();
  };
  return (
    <Blade
      title={`${app.displayName} | API permissions`}
      commands={[
        { label: 'Add a permission', icon: <AddRegular />, run: () => setAdding(true) },
        { label: `Grant admin consent for ${tenant.displayName}`, icon: <CheckmarkRegular />, run: () => setAsking(true), disabled: app.requiredResourceAccess.length === 0 },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void found.reload(), busy: found.loading },
      ]}
    >
      <h2>Configured permissions</h2>
      <p className="soft">
        Applications are authorized to call APIs when they are granted permissions by users/admins as part of the consent process. The list of configured permissions should include all the
        permissions the application needs.
      </p>
      <ErrorBar error={found.error ?? action.error} />
      {found.data ? (
        <DataTable
          name="Configured permissions"
          rows={permissionRows(app, found.data)}
          rowKey={(row) => `${row.resourceAppId}:${row.type}:${row.id}`}
          empty="No permissions have been added."
          columns={[
            { title: 'API', cell: (row) => row.resourceName },
            { title: 'Permission', cell: (row) => <strong>{row.value}</strong> },
            { title: 'Type', cell: (row) => row.type },
            { title: 'Description', cell: (row) => row.description },
            { title: 'Admin consent required', cell: (row) => (row.adminConsentRequired ? 'Yes' : 'No') },
            { title: 'Status', cell: (row) => <Status row={row} tenant={tenant.displayName} /> },
            {
              title: 'Remove',
              cell: (row) => (
                <Button appearance="subtle" disabled={action.busy} icon={<DeleteRegular />} aria-label={`Remove ${row.value}`} onClick={() => void action.run(() => remove(row))} />
              ),
            },
          ]}
        />
      ) : (
        !found.error && <Loading what="permissions" />
      )}
      <AddPermission open={adding} onClose={() => setAdding(false)} />
      <Confirm title="Grant admin consent confirmation." open={asking} confirm="Yes" busy={action.busy} error={action.error} onConfirm={() => void action.run(grant)} onClose={() => setAsking(false)}>
        <p>
          Do you want to grant consent for the requested permissions for all accounts in {tenant.displayName}? This will update any existing admin consent records this application already has to match
          what is listed below.
        </p>
      </Confirm>
    </Blade>
  );
}

function Status({ row, tenant }: { row: PermissionRow; tenant: string }) {
  if (row.granted)
    return (
      <span className="with-icon">
        <CheckmarkCircleFilled className="good" aria-hidden="true" />
        Granted for {tenant}
      </span>
    );
  if (!row.adminConsentRequired) return <>-</>;
  return (
    <span className="with-icon">
      <WarningFilled className="warn" aria-hidden="true" />
      Not granted for {tenant}
    </span>
  );
}
