// App roles: what appears in the roles claim of those to whom a role is assigned.
import { Button, Checkbox, Field, Input, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { AddRegular, EditRegular } from '@fluentui/react-icons';
import { Blade, Copyable, DataTable, ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { AppRole } from '../../graph/types.ts';
import { roleValueProblem } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';

const newRole = (): AppRole => ({ id: crypto.randomUUID(), value: '', displayName: '', description: '', allowedMemberTypes: ['User'], isEnabled: true });

const memberWords = (types: AppRole['allowedMemberTypes']) => (types.length === 2 ? 'both' : (types[0] ?? 'User'));

function RolePanel({ role, onClose }: { role: AppRole | undefined; onClose(): void }) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [draft, setDraft] = useState<AppRole>(() => role ?? newRole());
  const [tried, setTried] = useState(false);
  const action = useAction();
  const change = (part: Partial<AppRole>) => setDraft((before) => ({ ...before, ...part }));
  const others = app.appRoles.filter((each) => each.id !== draft.id);
  const problems = {
    name: draft.displayName === '' ? 'Give the role a name.' : undefined,
    value: roleValueProblem(draft.value ?? '') ?? (others.some((each) => each.value === draft.value) ? 'A role with this value exists already.' : undefined),
    text: draft.description === '' ? 'Describe what the role allows.' : undefined,
  };
  const store = async (appRoles: AppRole[]) => {
    await changeApp(graph, app.id, { appRoles });
    onClose();
    await reload();
  };
  const save = () => {
    setTried(true);
    if (Object.values(problems).every((problem) => problem === undefined)) void action.run(() => store([...others, draft]));
  };
  return (
    <Panel
      title={role ? 'Edit app role' : 'Create app role'}
      open
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy} onClick={save}>
            Apply
          </Button>
          {role && !role.isEnabled && (
            <Button disabled={action.busy} onClick={() => void action.run(() => store(others))}>
              Delete
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'value')} />
      <Field label="Display name" required validationMessage={tried ? problems.name : undefined}>
        <Input value={draft.displayName} onChange={(_, { value }) => change({ displayName: value })} placeholder="e.g. Writers" />
      </Field>
      <Field label="Allowed member types">
        <RadioGroup
          value={memberWords(draft.allowedMemberTypes)}
          onChange={(_, { value }) => change({ allowedMemberTypes: value === 'both' ? ['User', 'Application'] : [value as 'User' | 'Application'] })}
        >
          <Radio value="User" label="Users/Groups" />
          <Radio value="Application" label="Applications" />
          <Radio value="both" label="Both (Users/Groups + Applications)" />
        </RadioGroup>
      </Field>
      <Field label="Value" required validationMessage={(tried ? problems.value : undefined) ?? errorAt(action.error, 'value')}>
        <Input value={draft.value ?? ''} onChange={(_, { value }) => change({ value })} placeholder="e.g. Task.Write" spellCheck={false} />
      </Field>
      <Field label="Description" required validationMessage={tried ? problems.text : undefined}>
        <Textarea value={draft.description} onChange={(_, { value }) => change({ description: value })} placeholder="e.g. Writers have the ability to create tasks." />
      </Field>
      <Checkbox
        checked={draft.isEnabled}
        onChange={(_, { checked }) => change({ isEnabled: checked === true })}
        label="Do you want to enable this app role?"
      />
      {role && <p className="soft">A role must be disabled and saved before it can be deleted.</p>}
    </Panel>
  );
}

export function AppRoles() {
  const { app, principal } = useApp();
  const [editing, setEditing] = useState<AppRole | 'new' | undefined>();
  return (
    <Blade
      title={`${app.displayName} | App roles`}
      subtitle="App roles are custom roles to assign permissions to users or apps. The application defines and publishes the app roles and interprets them as permissions during authorization."
      commands={[{ label: 'Create app role', icon: <AddRegular />, run: () => setEditing('new') }]}
    >
      {principal && (
        <p>
          How do I assign App roles? Under <Link to={`/enterprise/${principal.id}/users`}>Users and groups of the Enterprise application</Link>.
        </p>
      )}
      <DataTable
        name="App roles"
        rows={app.appRoles}
        rowKey={(role) => role.id}
        empty="No app roles have been created."
        columns={[
          { title: 'Display name', cell: (role) => role.displayName },
          { title: 'Description', cell: (role) => role.description || '-' },
          { title: 'Allowed member types', cell: (role) => role.allowedMemberTypes.map((type) => (type === 'User' ? 'Users/Groups' : 'Applications')).join(', ') },
          { title: 'Value', cell: (role) => <span className="mono">{role.value}</span> },
          { title: 'ID', cell: (role) => <Copyable mono text={role.id} name="Role ID" /> },
          { title: 'State', cell: (role) => (role.isEnabled ? 'Enabled' : 'Disabled') },
          { title: 'Edit', cell: (role) => <Button appearance="subtle" icon={<EditRegular />} aria-label={`Edit ${role.displayName}`} onClick={() => setEditing(role)} /> },
        ]}
      />
      {editing !== undefined && <RolePanel role={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Blade>
  );
}
