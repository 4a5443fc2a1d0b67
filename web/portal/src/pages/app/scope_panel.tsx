// The panel in which one scope is added, changed or deleted.
import { Button, Field, Input, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import type { PermissionScope } from '../../graph/types.ts';
import { scopeNameProblem } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';
import { apiWith } from './expose_an_api.tsx';

const newScope = (): PermissionScope => ({
  id: crypto.randomUUID(),
  value: '',
  type: 'Admin',
  adminConsentDisplayName: '',
  adminConsentDescription: '',
  userConsentDisplayName: null,
  userConsentDescription: null,
  isEnabled: true,
});

export function ScopePanel({ scope, onClose }: { scope: PermissionScope | undefined; onClose(): void }) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [draft, setDraft] = useState<PermissionScope>(() => scope ?? newScope());
  const [tried, setTried] = useState(false);
  const action = useAction();
  const change = (part: Partial<PermissionScope>) => setDraft((before) => ({ ...before, ...part }));
  const others = app.api.oauth2PermissionScopes.filter((each) => each.id !== draft.id);
  const problems = {
    value: scopeNameProblem(draft.value) ?? (others.some((each) => each.value === draft.value) ? 'A scope of this name exists already.' : undefined),
    name: draft.adminConsentDisplayName === '' ? 'Say in a few words what the scope allows.' : undefined,
    text: draft.adminConsentDescription === '' ? 'Describe what the scope allows.' : undefined,
  };
  const store = async (scopes: PermissionScope[]) => {
    await changeApp(graph, app.id, apiWith(scopes));
    onClose();
    await reload();
  };
  const save = () => {
    setTried(true);
    if (Object.values(problems).every((problem) => problem === undefined)) void action.run(() => store([...others, draft]));
  };
  return (
    <Panel
      title={scope ? 'Edit a scope' : 'Add a scope'}
      open
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy} onClick={save}>
            {scope ? 'Save' : 'Add scope'}
          </Button>
          {scope && !scope.isEnabled && (
            <Button disabled={action.busy} onClick={() => void action.run(() => store(others))}>
              Delete
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={action.error} />
      <Field label="Scope name" required validationMessage={tried ? problems.value : undefined}>
        <Input value={draft.value} onChange={(_, { value }) => change({ value })} placeholder="e.g. Files.Read" spellCheck={false} />
      </Field>
      <Field label="Who can consent?">
        <RadioGroup value={draft.type} layout="horizontal" onChange={(_, { value }) => change({ type: value as 'User' | 'Admin' })}>
          <Radio value="User" label="Admins and users" />
          <Radio value="Admin" label="Admins only" />
        </RadioGroup>
      </Field>
      <Field label="Admin consent display name" required validationMessage={tried ? problems.name : undefined}>
        <Input value={draft.adminConsentDisplayName} onChange={(_, { value }) => change({ adminConsentDisplayName: value })} placeholder="e.g. Read user files" />
      </Field>
      <Field label="Admin consent description" required validationMessage={tried ? problems.text : undefined}>
        <Textarea value={draft.adminConsentDescription} onChange={(_, { value }) => change({ adminConsentDescription: value })} placeholder="e.g. Allows the app to read the signed-in user's files." />
      </Field>
      <Field label="User consent display name">
        <Input value={draft.userConsentDisplayName ?? ''} onChange={(_, { value }) => change({ userConsentDisplayName: value || null })} placeholder="e.g. Read your files" />
      </Field>
      <Field label="User consent description">
        <Textarea value={draft.userConsentDescription ?? ''} onChange={(_, { value }) => change({ userConsentDescription: value || null })} placeholder="e.g. Allows the app to read your files." />
      </Field>
      <Field label="State" hint={scope ? 'A scope must be disabled and saved before it can be deleted.' : undefined}>
        <RadioGroup value={draft.isEnabled ? 'on' : 'off'} layout="horizontal" onChange={(_, { value }) => change({ isEnabled: value === 'on' })}>
          <Radio value="on" label="Enabled" />
          <Radio value="off" label="Disabled" />
        </RadioGroup>
      </Field>
    </Panel>
  );
}
