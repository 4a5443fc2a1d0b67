// One directory role: who has it, and giving and taking it.
import { Button } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, DeleteRegular } from '@fluentui/react-icons';
import { Blade, Confirm, Copyable, DataTable, ErrorBar, Essentials, Loading, Panel, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { giveDirectoryRole, listRoleHolders, removeDirectoryRole, type RoleHolder } from '../../graph/people.ts';
import { kDirectoryRoles, type DirectoryRole } from '../../rules/roles.ts';
import { Chooser } from '../../shell/choose.tsx';

export function RolePage() {
  const { role: template } = useParams();
  const role = kDirectoryRoles.find((each) => each.template === template);
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/roles">Roles and administrators</Link>
      </nav>
      {role ? <Assignments key={role.template} role={role} /> : <Blade title="Not found">The directory does not have this role.</Blade>}
    </>
  );
}

function Assignments({ role }: { role: DirectoryRole }) {
  const { graph, me } = useSession();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<RoleHolder | undefined>();
  const all = useLoad('role-holders', () => listRoleHolders(graph));
  const action = useAction();
  const holders = (all.data ?? []).filter(({ assignment }) => assignment.roleDefinitionId === role.template);
  const remove = async (holder: RoleHolder) => {
    const done = await action.run(() => removeDirectoryRole(graph, holder.assignment.id).then(all.reload));
    if (done) setRemoving(undefined);
  };
  return (
    <Blade
      title={`${role.name} | Assignments`}
      subtitle={role.text}
      commands={[
        { label: 'Add assignments', icon: <AddRegular />, run: () => setAdding(true) },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void all.reload(), busy: all.loading },
      ]}
    >
      <Essentials items={[{ label: 'Template ID', value: <Copyable mono text={role.template} name="Template ID" /> }]} />
      <ErrorBar error={all.error} />
      {all.data ? (
        <DataTable
          name="Assignments"
          rows={holders}
          rowKey={({ assignment }) => assignment.id}
          empty="Nobody has this role."
          columns={[
            { title: 'Name', cell: (holder) => <Link to={`/users/${holder.assignment.principalId}`}>{holder.name}</Link> },
            { title: 'User name', cell: (holder) => holder.userPrincipalName },
            { title: 'Scope', cell: () => 'Directory' },
            {
              title: 'Remove',
              cell: (holder) => <Button appearance="subtle" icon={<DeleteRegular />} aria-label={`Remove ${holder.name}`} onClick={() => setRemoving(holder)} />,
            },
          ]}
        />
      ) : (
        !all.error && <Loading what="assignments" />
      )}
      <Panel title="Add assignments" open={adding} onClose={() => setAdding(false)}>
        <ErrorBar error={action.error} />
        <Chooser
          kind="users"
          busy={action.busy}
          taken={new Set(holders.map(({ assignment }) => assignment.principalId))}
          onChoose={(choice) => void action.run(() => giveDirectoryRole(graph, choice.id, role.template).then(all.reload))}
        />
      </Panel>
      <Confirm
        title={`Remove ${removing?.name ?? ''} from ${role.name}?`}
        open={removing !== undefined}
        confirm="Remove"
        busy={action.busy}
        error={action.error}
        onConfirm={() => removing && void remove(removing)}
        onClose={() => setRemoving(undefined)}
      >
        <p>
          {removing?.assignment.principalId === me.id
            ? 'This is your own role. You cannot give it back to yourself afterwards; another administrator or the command `sallyport directory user directory-role` can.'
            : 'The person keeps the account and loses what the role allows.'}
        </p>
      </Confirm>
    </Blade>
  );
}
