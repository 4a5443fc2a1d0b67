// The tab Client secrets.
import { Button, Field, Input, Select } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { Confirm, Copyable, DataTable, ErrorBar, Note, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { addPassword, removePassword } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { PasswordCredential } from '../../graph/types.ts';
import { freshness, kMostSecretMonths, secretEnd } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';
import { day } from './app_list.tsx';

const kLives: readonly { months: number; label: string }[] = [
  { months: 3, label: '90 days (3 months)' },
  { months: 6, label: 'Recommended: 180 days (6 months)' },
  { months: 12, label: '365 days (12 months)' },
  { months: 18, label: '545 days (18 months)' },
  { months: kMostSecretMonths, label: '730 days (24 months)' },
];

function NewSecret({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(secret: PasswordCredential): void }) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [description, setDescription] = useState('');
  const [months, setMonths] = useState(6);
  const action = useAction();
  const add = async () => {
    const secret = await addPassword(graph, app.id, description, secretEnd(new Date(), months));
    onMade(secret);
    setDescription('');
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Add a client secret"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy} onClick={() => void action.run(add)}>
            Add
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'displayName', 'endDateTime')} />
      <Field label="Description" validationMessage={errorAt(action.error, 'displayName')}>
        <Input value={description} onChange={(_, { value }) => setDescription(value)} placeholder="Enter a description for this client secret" />
      </Field>
      <Field label="Expires" validationMessage={errorAt(action.error, 'endDateTime')}>
        <Select value={String(months)} onChange={(_, { value }) => setMonths(Number(value))}>
          {kLives.map((life) => (
            <option key={life.months} value={life.months}>
              {life.label}
            </option>
          ))}
        </Select>
      </Field>
    </Panel>
  );
}

export function ClientSecrets() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<PasswordCredential | undefined>(); // only here, and gone when one leaves the page
  const [removing, setRemoving] = useState<PasswordCredential | undefined>();
  const action = useAction();
  const remove = async (secret: PasswordCredential) => {
    await removePassword(graph, app.id, secret.keyId);
    setRemoving(undefined);
    await reload();
  };
  const now = new Date();
  return (
    <>
      <p className="soft">A secret string that the application uses to prove its identity when requesting a token. Also can be referred to as application password.</p>
      <div>
        <Button icon={<AddRegular />} onClick={() => setAdding(true)}>
          New client secret
        </Button>
      </div>
      {made && (
        <Note intent="warning" title="Copy the value now">
          Client secret values cannot be viewed, except for immediately after creation. Copy the Value, not the Secret ID.
        </Note>
      )}
      <DataTable
        name="Client secrets"
        rows={app.passwordCredentials}
        rowKey={(secret) => secret.keyId}
        empty="No client secrets have been created for this application."
        columns={[
          { title: 'Description', cell: (secret) => secret.displayName || '-' },
          {
            title: 'Expires',
            cell: (secret) => (
              <span className={freshness(secret.endDateTime, now) === 'expired' ? 'bad' : ''}>
                {day(secret.endDateTime)}
                {freshness(secret.endDateTime, now) === 'expired' && ' (expired)'}
              </span>
            ),
          },
          {
            title: 'Value',
            cell: (secret) =>
              made?.keyId === secret.keyId && made.secretText ? <Copyable mono text={made.secretText} name="Value" /> : <span className="mono">{secret.hint ?? ''}******</span>,
          },
          { title: 'Secret ID', cell: (secret) => <Copyable mono text={secret.keyId} name="Secret ID" /> },
          {
            title: 'Delete',
            cell: (secret) => <Button appearance="subtle" icon={<DeleteRegular />} aria-label={`Delete ${secret.displayName || secret.keyId}`} onClick={() => setRemoving(secret)} />,
          },
        ]}
      />
      <NewSecret open={adding} onClose={() => setAdding(false)} onMade={setMade} />
      <Confirm
        title="Delete this client secret?"
        open={removing !== undefined}
        confirm="Delete"
        busy={action.busy}
        error={action.error}
        onClose={() => setRemoving(undefined)}
        onConfirm={() => removing && void action.run(() => remove(removing))}
      >
        <p>Applications that use it cannot get tokens any more.</p>
      </Confirm>
    </>
  );
}
