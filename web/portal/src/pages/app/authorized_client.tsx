// The panel that authorizes a client to use scopes of this API without consent.
import { Button, Checkbox, Field, Input } from '@fluentui/react-components';
import { ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import { useApp } from './app_context.ts';

const kGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function AuthorizedClient({ onClose }: { onClose(): void }) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [client, setClient] = useState('');
  const [ids, setIds] = useState<readonly string[]>([]);
  const action = useAction();
  const add = async () => {
    const others = app.api.preAuthorizedApplications.filter((each) => each.appId !== client);
    await changeApp(graph, app.id, { api: { preAuthorizedApplications: [...others, { appId: client, delegatedPermissionIds: ids }] } });
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Add a client application"
      open
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || ids.length === 0 || !kGuid.test(client)} onClick={() => void action.run(add)}>
            Add application
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'preAuthorizedApplications')} />
      <Field
        label="Client ID"
        required
        validationMessage={(client !== '' && !kGuid.test(client) ? 'A client ID is a GUID.' : undefined) ?? errorAt(action.error, 'preAuthorizedApplications')}
      >
        <Input value={client} onChange={(_, { value }) => setClient(value.trim().toLowerCase())} spellCheck={false} />
      </Field>
      <fieldset className="checks">
        <legend>Authorized scopes</legend>
        {app.api.oauth2PermissionScopes.map((scope) => (
          <Checkbox key={scope.id} label={scope.value} checked={ids.includes(scope.id)} onChange={(_, { checked }) => setIds(checked === true ? [...ids, scope.id] : ids.filter((id) => id !== scope.id))} />
        ))}
      </fieldset>
    </Panel>
  );
}
