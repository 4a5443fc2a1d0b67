// Overview: the Essentials with what a client's configuration needs.
import { DeleteRegular, GlobeRegular } from '@fluentui/react-icons';
import { Blade, Confirm, Copyable, Essentials, Note, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { deleteApp } from '../../graph/applications.ts';
import { audiences, credentialSummary, redirectSummary } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';
import { EndpointsPanel } from './endpoints.tsx';

export function Overview() {
  const { graph, tenant } = useSession();
  const { app, principal } = useApp();
  const navigate = useNavigate();
  const [panel, setPanel] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const action = useAction();
  const base = `/apps/${app.id}`;
  const hasRedirects = app.web.redirectUris.length + app.spa.redirectUris.length + app.publicClient.redirectUris.length > 0;
  const audience = audiences(tenant.displayName).find((each) => each.audience === app.signInAudience);
  const remove = async () => {
    await deleteApp(graph, app.id);
    await navigate('/apps');
  };
  return (
    <Blade
      title={app.displayName}
      subtitle="App registration"
      commands={[
        { label: 'Delete', icon: <DeleteRegular />, run: () => setDeleting(true) },
        { label: 'Endpoints', icon: <GlobeRegular />, run: () => setPanel(true) },
      ]}
    >
      <Essentials
        items={[
          { label: 'Display name', value: <Copyable text={app.displayName} name="Display name" /> },
          { label: 'Client credentials', value: <Link to={`${base}/secrets`}>{credentialSummary(app)}</Link> },
          { label: 'Application (client) ID', value: <Copyable mono text={app.appId} name="Application (client) ID" /> },
          {
            label: 'Redirect URIs',
            value: <Link to={`${base}/authentication`}>{hasRedirects ? redirectSummary(app) : 'Add a Redirect URI'}</Link>,
          },
          { label: 'Object ID', value: <Copyable mono text={app.id} name="Object ID" /> },
          { label: 'Application ID URI', value: <Link to={`${base}/api`}>{app.identifierUris[0] ?? 'Add an Application ID URI'}</Link> },
          { label: 'Directory (tenant) ID', value: <Copyable mono text={tenant.id} name="Directory (tenant) ID" /> },
          {
            label: 'Managed application in local directory',
            value: principal ? <Link to={`/enterprise/${principal.id}`}>{principal.displayName}</Link> : 'None in this tenant',
          },
          { label: 'Supported account types', value: <Link to={`${base}/authentication`}>{audience?.short ?? app.signInAudience}</Link> },
        ]}
      />
      {!hasRedirects && (
        <Note title="No redirect URI yet">
          People cannot sign in before the application has one. <Link to={`${base}/authentication`}>Add a platform under Authentication.</Link>
        </Note>
      )}
      <section className="cards" aria-label="Next steps">
        <Link className="card" to={`${base}/snippet`}>
          <strong>Configure the application</strong>
          <span>Copy a snippet that is filled in: Sallyport, OpenMetadata, MSAL, oauth2-proxy and others.</span>
        </Link>
        <Link className="card" to={`${base}/permissions`}>
          <strong>Call APIs</strong>
          <span>Choose the permissions that the application asks for, and consent to them.</span>
        </Link>
        <Link className="card" to={`/logs?app=${app.appId}`}>
          <strong>Watch sign-ins</strong>
          <span>Each attempt with its code, what was sent, what was expected, and the fix.</span>
        </Link>
      </section>
      <EndpointsPanel open={panel} onClose={() => setPanel(false)} />
      <Confirm
        title={`Delete ${app.displayName}?`}
        open={deleting}
        confirm="Delete"
        busy={action.busy}
        error={action.error}
        onConfirm={() => void action.run(remove)}
        onClose={() => setDeleting(false)}
      >
        <p>Nobody can sign in to this application after that.</p>
      </Confirm>
    </Blade>
  );
}
