// Owners: the people who may change this registration without a directory role.
import { Button } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { Blade, DataTable, ErrorBar, Loading, Panel, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { addOwner, listOwners, removeOwner } from '../../graph/applications.ts';
import { Chooser } from '../../shell/choose.tsx';
import { useApp } from './app_context.ts';

export function Owners() {
  const { graph } = useSession();
  const { app } = useApp();
  const [adding, setAdding] = useState(false);
  const owners = useLoad(`owners:${app.id}`, () => listOwners(graph, app.id));
  const action = useAction();
  return (
    <Blade
      title={`${app.displayName} | Owners`}
      subtitle="In addition to users with permission to manage any applications, the users listed here can view and edit this application registration."
      commands={[{ label: 'Add owners', icon: <AddRegular />, run: () => setAdding(true) }]}
    >
      <ErrorBar error={owners.error ?? action.error} />
      {owners.data ? (
        <DataTable
          name="Owners"
          rows={owners.data}
          rowKey={(owner) => owner.id}
          empty="No owners have been assigned to this application."
          columns={[
            { title: 'Name', cell: (owner) => owner.displayName ?? owner.id },
            { title: 'User name', cell: (owner) => owner.userPrincipalName ?? '-' },
            {
              title: 'Remove',
              cell: (owner) => (
                <Button
                  appearance="subtle"
                  disabled={action.busy}
                  icon={<DeleteRegular />}
                  aria-label={`Remove ${owner.displayName ?? owner.id}`}
                  onClick={() => void action.run(() => removeOwner(graph, app.id, owner.id).then(owners.reload))}
                />
              ),
            },
          ]}
        />
      ) : (
        !owners.error && <Loading what="owners" />
      )}
      <Panel title="Add owners" open={adding} onClose={() => setAdding(false)}>
        <ErrorBar error={action.error} />
        <Chooser
          kind="users"
          busy={action.busy}
          taken={new Set((owners.data ?? []).map((owner) => owner.id))}
          onChoose={(choice) => void action.run(() => addOwner(graph, app.id, choice.id).then(owners.reload))}
        />
      </Panel>
    </Blade>
  );
}
