// The tab Certificates.
import { Button, Field, Input } from '@fluentui/react-components';
import { ArrowUploadRegular, DeleteRegular } from '@fluentui/react-icons';
import { Copyable, DataTable, ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import type { KeyCredential } from '../../graph/types.ts';
import { readCertificate } from '../../rules/certificate.ts';
import { useApp } from './app_context.ts';
import { day } from './app_list.tsx';

const thumbprint = (key: KeyCredential) =>
  key.customKeyIdentifier ? [...atob(key.customKeyIdentifier)].map((each) => each.charCodeAt(0).toString(16).padStart(2, '0')).join('').toUpperCase() : '-';

function Upload({ open, onClose }: { open: boolean; onClose(): void }) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [file, setFile] = useState<File | undefined>();
  const [description, setDescription] = useState('');
  const action = useAction();
  const upload = async (chosen: File) => {
    const key = readCertificate(new Uint8Array(await chosen.arrayBuffer()));
    const added = { type: 'AsymmetricX509Cert', usage: 'Verify', key, displayName: description || chosen.name };
    await changeApp(graph, app.id, { keyCredentials: [...app.keyCredentials, added] });
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Upload certificate"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || !file} onClick={() => file && void action.run(() => upload(file))}>
            Add
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <Field label="Certificate" required hint="Upload a certificate (public key) with one of the following file types: .cer, .pem, .crt" validationMessage={action.error?.message}>
        <input type="file" accept=".cer,.pem,.crt" onChange={(event) => setFile(event.target.files?.[0])} />
      </Field>
      <Field label="Description">
        <Input value={description} onChange={(_, { value }) => setDescription(value)} />
      </Field>
    </Panel>
  );
}

export function Certificates() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [open, setOpen] = useState(false);
  const action = useAction();
  const remove = async (key: KeyCredential) => {
    await changeApp(graph, app.id, { keyCredentials: app.keyCredentials.filter((each) => each.keyId !== key.keyId) });
    await reload();
  };
  return (
    <>
      <p className="soft">Certificates can be used as secrets to prove the application's identity when requesting a token. Also can be referred to as public keys.</p>
      <div>
        <Button icon={<ArrowUploadRegular />} onClick={() => setOpen(true)}>
          Upload certificate
        </Button>
      </div>
      <ErrorBar error={action.error} />
      <DataTable
        name="Certificates"
        rows={app.keyCredentials}
        rowKey={(key) => key.keyId}
        empty="No certificates have been added for this application."
        columns={[
          { title: 'Thumbprint', cell: (key) => <span className="mono">{thumbprint(key)}</span> },
          { title: 'Description', cell: (key) => key.displayName ?? '-' },
          { title: 'Start date', cell: (key) => day(key.startDateTime) },
          { title: 'Expires', cell: (key) => day(key.endDateTime) },
          { title: 'Certificate ID', cell: (key) => <Copyable mono text={key.keyId} name="Certificate ID" /> },
          {
            title: 'Delete',
            cell: (key) => <Button appearance="subtle" disabled={action.busy} icon={<DeleteRegular />} aria-label={`Delete ${key.displayName ?? key.keyId}`} onClick={() => void action.run(() => remove(key))} />,
          },
        ]}
      />
      <Upload open={open} onClose={() => setOpen(false)} />
    </>
  );
}
