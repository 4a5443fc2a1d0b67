// The tab Federated credentials.
import { Button, Field, Input, Select } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { DataTable, ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { addFederated, removeFederated } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { FederatedCredential } from '../../graph/types.ts';
import { federatedNameProblem } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';

type Scenario = 'github' | 'kubernetes' | 'other';
const kAudience = 'api://AzureADTokenExchange';

// What a scenario asks for, and the issuer and subject that follow from it.
const kScenarios: Record<Scenario, { label: string; fields: readonly { name: string; label: string; example: string }[]; make(values: Record<string, string>): { issuer: string; subject: string } }> = {
  github: {
    label: 'GitHub Actions deploying Azure resources',
    fields: [
      { name: 'organization', label: 'Organization', example: 'contoso' },
      { name: 'repository', label: 'Repository', example: 'reports' },
      { name: 'branch', label: 'Branch', example: 'main' },
    ],
    make: (values) => ({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `repo:${values.organization ?? ''}/${values.repository ?? ''}:ref:refs/heads/${values.branch ?? ''}`,
    }),
  },
  kubernetes: {
    label: 'Kubernetes accessing Azure resources',
    fields: [
      { name: 'issuer', label: 'Cluster issuer URL', example: 'https://kubernetes.default.svc' },
      { name: 'namespace', label: 'Namespace', example: 'default' },
      { name: 'account', label: 'Service account name', example: 'reports' },
    ],
    make: (values) => ({ issuer: values.issuer ?? '', subject: `system:serviceaccount:${values.namespace ?? ''}:${values.account ?? ''}` }),
  },
  other: {
    label: 'Other issuer',
    fields: [
      { name: 'issuer', label: 'Issuer', example: 'https://issuer.example.com' },
      { name: 'subject', label: 'Subject identifier', example: 'the sub claim of the token' },
    ],
    make: (values) => ({ issuer: values.issuer ?? '', subject: values.subject ?? '' }),
  },
};

function AddCredential({ open, onClose, reload }: { open: boolean; onClose(): void; reload(): Promise<void> }) {
  const { graph } = useSession();
  const { app } = useApp();
  const [scenario, setScenario] = useState<Scenario>('github');
  const [values, setValues] = useState<Record<string, string>>({});
  const [name, setName] = useState('');
  const [audience, setAudience] = useState(kAudience);
  const [description, setDescription] = useState('');
  const action = useAction();
  const chosen = kScenarios[scenario];
  const made = chosen.make(values);
  const complete = chosen.fields.every((field) => (values[field.name] ?? '') !== '') && federatedNameProblem(name) === undefined && audience !== '';
  const add = async () => {
    await addFederated(graph, app.id, { name, ...made, audiences: [audience], description });
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Add a credential"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || !complete} onClick={() => void action.run(add)}>
            Add
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'name', 'audiences')} />
      <Field label="Federated credential scenario">
        <Select value={scenario} onChange={(_, { value }) => setScenario(value as Scenario)}>
          {Object.entries(kScenarios).map(([id, each]) => (
            <option key={id} value={id}>
              {each.label}
            </option>
          ))}
        </Select>
      </Field>
      {chosen.fields.map((field) => (
        <Field key={field.name} label={field.label} required>
          <Input value={values[field.name] ?? ''} placeholder={field.example} onChange={(_, { value }) => setValues({ ...values, [field.name]: value })} spellCheck={false} />
        </Field>
      ))}
      <Field label="Name" required hint="The name cannot be changed later." validationMessage={(name === '' ? undefined : federatedNameProblem(name)) ?? errorAt(action.error, 'name')}>
        <Input value={name} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label="Description">
        <Input value={description} onChange={(_, { value }) => setDescription(value)} />
      </Field>
      <Field label="Audience" required validationMessage={errorAt(action.error, 'audiences')}>
        <Input value={audience} onChange={(_, { value }) => setAudience(value)} spellCheck={false} />
      </Field>
      <p className="soft">
        The token must have exactly this issuer and subject: <code>{made.issuer}</code>, <code>{made.subject}</code>
      </p>
    </Panel>
  );
}

export function FederatedCredentials({ credentials, reload }: { credentials: readonly FederatedCredential[]; reload(): Promise<void> }) {
  const { graph } = useSession();
  const { app } = useApp();
  const [open, setOpen] = useState(false);
  const action = useAction();
  return (
    <>
      <p className="soft">Allow other identities to impersonate this application by establishing a trust with an external OpenID Connect (OIDC) identity provider. No secret is stored anywhere.</p>
      <div>
        <Button icon={<AddRegular />} onClick={() => setOpen(true)}>
          Add credential
        </Button>
      </div>
      <ErrorBar error={action.error} />
      <DataTable
        name="Federated credentials"
        rows={credentials}
        rowKey={(credential) => credential.id}
        empty="No federated credentials have been added for this application."
        columns={[
          { title: 'Name', cell: (credential) => credential.name },
          { title: 'Issuer', cell: (credential) => <span className="mono">{credential.issuer}</span> },
          { title: 'Subject identifier', cell: (credential) => <span className="mono">{credential.subject}</span> },
          { title: 'Audience', cell: (credential) => credential.audiences.join(', ') },
          {
            title: 'Delete',
            cell: (credential) => (
              <Button
                appearance="subtle"
                disabled={action.busy}
                icon={<DeleteRegular />}
                aria-label={`Delete ${credential.name}`}
                onClick={() => void action.run(() => removeFederated(graph, app.id, credential.id).then(reload))}
              />
            ),
          },
        ]}
      />
      <AddCredential open={open} onClose={() => setOpen(false)} reload={reload} />
    </>
  );
}
