// Expose an API: the Application ID URI, scopes, and authorized client applications.
import { Button, Field, Input } from '@fluentui/react-components';
import { AddRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { Blade, Copyable, DataTable, ErrorBar, Section, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { PermissionScope } from '../../graph/types.ts';
import { useApp } from './app_context.ts';
import { AuthorizedClient } from './authorized_client.tsx';
import { ScopePanel } from './scope_panel.tsx';

function IdentifierUri() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [uri, setUri] = useState<string | undefined>(); // undefined: not being edited
  const action = useAction();
  const save = async (identifierUris: string[]) => {
    await changeApp(graph, app.id, { identifierUris });
    setUri(undefined);
    await reload();
  };
  if (uri !== undefined)
    return (
      <>
        <ErrorBar error={otherwise(action.error, 'identifierUris')} />
        <Field label="Application ID URI" hint={`The default is api://${app.appId}. A verified domain of the tenant is accepted too.`} validationMessage={errorAt(action.error, 'identifierUris')}>
          <Input value={uri} onChange={(_, { value }) => setUri(value.trim())} spellCheck={false} />
        </Field>
        <div className="form-actions">
          <Button appearance="primary" disabled={action.busy || uri === ''} onClick={() => void action.run(() => save([uri, ...app.identifierUris.slice(1)]))}>
            Save
          </Button>
          <Button onClick={() => setUri(undefined)}>Cancel</Button>
        </div>
      </>
    );
  const [first, ...more] = app.identifierUris;
  if (first === undefined)
    return (
      <p>
        Application ID URI is not set.{' '}
        <Button icon={<AddRegular />} onClick={() => setUri(`api://${app.appId}`)}>
          Add
        </Button>
      </p>
    );
  return (
    <>
      <ErrorBar error={action.error} />
      <div className="uri-row wraps">
        <Copyable mono text={first} name="Application ID URI" />
        <Button appearance="subtle" icon={<EditRegular />} onClick={() => setUri(first)}>
          Edit
        </Button>
        <Button appearance="subtle" icon={<DeleteRegular />} disabled={action.busy} onClick={() => void action.run(() => save(more))}>
          Delete
        </Button>
      </div>
      {more.length > 0 && <p className="soft">Also: {more.join(', ')}</p>}
    </>
  );
}

// Graph replaces a list as a whole, and keeps the other members of `api`.
export function apiWith(scopes: readonly PermissionScope[]) {
  return { api: { oauth2PermissionScopes: scopes } };
}

export function ExposeAnApi() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [editing, setEditing] = useState<PermissionScope | 'new' | undefined>();
  const [authorizing, setAuthorizing] = useState(false);
  const action = useAction();
  const scopes = app.api.oauth2PermissionScopes;
  const base = app.identifierUris[0] ?? `api://${app.appId}`;
  const removeClient = async (appId: string) => {
    const left = app.api.preAuthorizedApplications.filter((each) => each.appId !== appId);
    await changeApp(graph, app.id, { api: { preAuthorizedApplications: left } });
    await reload();
  };
  return (
    <Blade title={`${app.displayName} | Expose an API`}>
      <Section title="Application ID URI">
        <IdentifierUri />
      </Section>
      <Section
        title="Scopes defined by this API"
        hint="Define custom scopes to restrict access to data and functionality protected by the API. An application that requires access to parts of this API can request that a user or admin consent to one or more of these."
      >
        <div>
          <Button icon={<AddRegular />} onClick={() => setEditing('new')} disabled={app.identifierUris.length === 0}>
            Add a scope
          </Button>
          {app.identifierUris.length === 0 && <p className="soft">Set the Application ID URI first.</p>}
        </div>
        <DataTable
          name="Scopes"
          rows={scopes}
          rowKey={(scope) => scope.id}
          empty="No scopes have been defined."
          columns={[
            { title: 'Scopes', cell: (scope) => <Copyable mono text={`${base}/${scope.value}`} name={scope.value} /> },
            { title: 'Who can consent', cell: (scope) => (scope.type === 'Admin' ? 'Admins only' : 'Admins and users') },
            { title: 'Admin consent display name', cell: (scope) => scope.adminConsentDisplayName },
            { title: 'User consent display name', cell: (scope) => scope.userConsentDisplayName || '-' },
            { title: 'State', cell: (scope) => (scope.isEnabled ? 'Enabled' : 'Disabled') },
            { title: 'Edit', cell: (scope) => <Button appearance="subtle" icon={<EditRegular />} aria-label={`Edit ${scope.value}`} onClick={() => setEditing(scope)} /> },
          ]}
        />
      </Section>
      <Section
        title="Authorized client applications"
        hint="Authorizing a client application indicates that this API trusts the application and users should not be asked to consent when the client calls this exposed API."
      >
        <ErrorBar error={action.error} />
        <div>
          <Button icon={<AddRegular />} onClick={() => setAuthorizing(true)} disabled={scopes.length === 0}>
            Add a client application
          </Button>
        </div>
        <DataTable
          name="Authorized client applications"
          rows={app.api.preAuthorizedApplications}
          rowKey={(client) => client.appId}
          empty="No client applications have been authorized."
          columns={[
            { title: 'Client Id', cell: (client) => <span className="mono">{client.appId}</span> },
            { title: 'Scopes', cell: (client) => client.delegatedPermissionIds.map((id) => scopes.find((scope) => scope.id === id)?.value ?? id).join(', ') },
            {
              title: 'Remove',
              cell: (client) => (
                <Button appearance="subtle" disabled={action.busy} icon={<DeleteRegular />} aria-label={`Remove ${client.appId}`} onClick={() => void action.run(() => removeClient(client.appId))} />
              ),
            },
          ]}
        />
      </Section>
      {editing !== undefined && <ScopePanel scope={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {authorizing && <AuthorizedClient onClose={() => setAuthorizing(false)} />}
    </Blade>
  );
}
