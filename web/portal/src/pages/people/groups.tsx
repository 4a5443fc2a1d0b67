// Groups, and one group with its members.
import { Button, Field, Input, SearchBox } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, PersonAddRegular } from '@fluentui/react-icons';
import { Blade, Confirm, Copyable, DataTable, ErrorBar, Essentials, Loading, Panel, Section, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { errorAt, otherwise } from '../../graph/client.ts';
import { addGroup, addMember, deleteGroup, findGroup, listGroups, listMembers, removeMember } from '../../graph/people.ts';
import type { DirectoryObject, Group } from '../../graph/types.ts';
import { Chooser } from '../../shell/choose.tsx';

const kKinds: Record<string, string> = { user: 'User', group: 'Group', servicePrincipal: 'Service principal' };
const kindOf = (object: DirectoryObject) => kKinds[object['@odata.type']?.split('.').pop() ?? ''] ?? 'User';

function NewGroup({ open, onClose }: { open: boolean; onClose(): void }) {
  const { graph } = useSession();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const action = useAction();
  const add = async () => {
    const group = await addGroup(graph, name.trim());
    await navigate(`/groups/${group.id}`);
  };
  return (
    <Panel
      title="New Group"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || name.trim() === ''} onClick={() => void action.run(add)}>
            Create
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'displayName')} />
      <Field label="Group name" required validationMessage={errorAt(action.error, 'displayName')}>
        <Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
      </Field>
      <p className="soft">Group type: Security. Members are added on the group&apos;s page.</p>
    </Panel>
  );
}

export function GroupsPage() {
  const { graph } = useSession();
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const groups = useLoad(`groups:${text}`, () => listGroups(graph, text));
  return (
    <Blade
      title="Groups"
      commands={[
        { label: 'New group', icon: <AddRegular />, run: () => setAdding(true) },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void groups.reload(), busy: groups.loading },
      ]}
    >
      <div className="filter">
        <SearchBox aria-label="Search groups" placeholder="Search groups" value={text} onChange={(_, { value }) => setText(value)} />
        {(groups.data?.length ?? 0) >= 100 && <p className="soft">The first 100 are shown. Search to find others.</p>}
      </div>
      <ErrorBar error={groups.error} />
      {groups.data ? (
        <DataTable
          name="Groups"
          rows={groups.data}
          rowKey={(group) => group.id}
          empty="No group fits."
          columns={[
            { title: 'Name', cell: (group) => <Link to={`/groups/${group.id}`}>{group.displayName}</Link> },
            { title: 'Object ID', cell: (group) => <span className="mono">{group.id}</span> },
            { title: 'Group type', cell: () => 'Security' },
          ]}
        />
      ) : (
        !groups.error && <Loading what="groups" />
      )}
      <NewGroup open={adding} onClose={() => setAdding(false)} />
    </Blade>
  );
}

export function GroupPage() {
  const { id = '' } = useParams();
  const { graph } = useSession();
  const group = useLoad(`group:${id}`, () => findGroup(graph, id));
  if (!group.data) return <Blade title="Group">{group.error ? <ErrorBar error={group.error} title="This group cannot be shown" /> : <Loading what="the group" />}</Blade>;
  return <OneGroup key={id} group={group.data} />;
}

function OneGroup({ group }: { group: Group }) {
  const { graph } = useSession();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const members = useLoad(`members:${group.id}`, () => listMembers(graph, group.id));
  const action = useAction();
  const remove = async () => {
    await deleteGroup(graph, group.id);
    await navigate('/groups');
  };
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/groups">Groups</Link>
      </nav>
      <Blade
        title={group.displayName}
        subtitle="Group"
        commands={[
          { label: 'Add members', icon: <PersonAddRegular />, run: () => setAdding(true) },
          { label: 'Delete', icon: <DeleteRegular />, run: () => setDeleting(true) },
        ]}
      >
        <Essentials
          items={[
            { label: 'Object ID', value: <Copyable mono text={group.id} name="Object ID" /> },
            { label: 'Membership type', value: 'Assigned' },
            { label: 'Type', value: 'Security' },
            { label: 'Direct members', value: String(members.data?.length ?? '-') },
          ]}
        />
        <Section title="Members">
          <ErrorBar error={members.error ?? (adding || deleting ? undefined : action.error)} />
          <DataTable
            name="Members"
            rows={members.data ?? []}
            rowKey={(member) => member.id}
            empty={members.loading ? 'Loading' : 'The group has no members.'}
            columns={[
              { title: 'Name', cell: (member) => <Link to={kindOf(member) === 'Group' ? `/groups/${member.id}` : kindOf(member) === 'User' ? `/users/${member.id}` : `/enterprise/${member.id}`}>{member.displayName ?? member.id}</Link> },
              { title: 'Type', cell: kindOf },
              {
                title: 'Remove',
                cell: (member) => (
                  <Button
                    appearance="subtle"
                    disabled={action.busy}
                    icon={<DeleteRegular />}
                    aria-label={`Remove ${member.displayName ?? member.id}`}
                    onClick={() => void action.run(() => removeMember(graph, group.id, member.id).then(members.reload))}
                  />
                ),
              },
            ]}
          />
        </Section>
        <Panel title="Add members" open={adding} onClose={() => setAdding(false)}>
          <ErrorBar error={action.error} />
          <Chooser
            kind="users and groups"
            busy={action.busy}
            taken={new Set([group.id, ...(members.data ?? []).map((member) => member.id)])}
            onChoose={(choice) => void action.run(() => addMember(graph, group.id, choice.id).then(members.reload))}
          />
        </Panel>
        <Confirm title={`Delete ${group.displayName}?`} open={deleting} confirm="Delete" busy={action.busy} error={action.error} onConfirm={() => void action.run(remove)} onClose={() => setDeleting(false)}>
          <p>Its members lose what they have through this group.</p>
        </Confirm>
      </Blade>
    </>
  );
}
