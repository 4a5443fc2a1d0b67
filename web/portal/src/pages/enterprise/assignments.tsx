// Users and groups: who is assigned to the application, with which role.
import { Button, Field, Select } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { Blade, DataTable, ErrorBar, Loading, Note, Panel, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { assign, listAssigned, unassign } from '../../graph/applications.ts';
import { kNoRole, type ServicePrincipal } from '../../graph/types.ts';
import { Chooser } from '../../shell/choose.tsx';
import { day } from '../app/app_list.tsx';
import { usePrincipal } from './principal_context.ts';

const userRoles = (principal: ServicePrincipal) => principal.appRoles.filter((role) => role.isEnabled && role.allowedMemberTypes.includes('User'));

export function roleName(principal: Pick<ServicePrincipal, 'appRoles'>, id: string): string {
  if (id === kNoRole) return 'Default Access';
  return principal.appRoles.find((role) => role.id === id)?.displayName ?? id;
}

export function Assignments() {
  const { graph } = useSession();
  const { principal } = usePrincipal();
  const [adding, setAdding] = useState(false);
  const [role, setRole] = useState('');
  const assigned = useLoad(`assigned:${principal.id}`, () => listAssigned(graph, principal.id));
  const action = useAction();
  const roles = userRoles(principal);
  const chosen = role || roles[0]?.id || kNoRole;
  const taken = new Set((assigned.data ?? []).filter((each) => each.appRoleId === chosen).map((each) => each.principalId));
  return (
    <Blade title={`${principal.displayName} | Users and groups`} commands={[{ label: 'Add user/group', icon: <AddRegular />, run: () => setAdding(true) }]}>
      {!principal.appRoleAssignmentRequired && <Note>Assignment is not required: everybody in the tenant can sign in, assigned or not. See Properties.</Note>}
      <ErrorBar error={assigned.error ?? (adding ? undefined : action.error)} />
      {assigned.data ? (
        <DataTable
          name="Users and groups"
          rows={assigned.data}
          rowKey={(each) => each.id}
          empty="No application assignments found."
          columns={[
            { title: 'Display name', cell: (each) => each.principalDisplayName ?? each.principalId },
            { title: 'Object type', cell: (each) => (each.principalType === 'ServicePrincipal' ? 'Service principal' : each.principalType) },
            { title: 'Role assigned', cell: (each) => roleName(principal, each.appRoleId) },
            { title: 'Assigned on', cell: (each) => day(each.createdDateTime) },
            {
              title: 'Remove',
              cell: (each) => (
                <Button
                  appearance="subtle"
                  disabled={action.busy}
                  icon={<DeleteRegular />}
                  aria-label={`Remove ${each.principalDisplayName ?? each.principalId}`}
                  onClick={() => void action.run(() => unassign(graph, principal.id, each.id).then(assigned.reload))}
                />
              ),
            },
          ]}
        />
      ) : (
        !assigned.error && <Loading what="assignments" />
      )}
      <Panel title="Add Assignment" open={adding} onClose={() => setAdding(false)}>
        <ErrorBar error={action.error} />
        {roles.length > 0 && (
          <Field label="Select a role">
            <Select value={chosen} onChange={(_, { value }) => setRole(value)}>
              {roles.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.displayName}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <Chooser
          kind="users and groups"
          busy={action.busy}
          taken={taken}
          onChoose={(choice) => void action.run(() => assign(graph, principal.id, choice.id, chosen).then(assigned.reload))}
        />
      </Panel>
    </Blade>
  );
}
