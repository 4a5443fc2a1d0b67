// Certificates & secrets: three tabs. The value of a new secret is shown once.
import { Tab, TabList } from '@fluentui/react-components';
import { ErrorBar, Blade, useLoad } from '@sallyport/shared';
import { useSearchParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { listFederated } from '../../graph/applications.ts';
import { useApp } from './app_context.ts';
import { Certificates } from './certificates.tsx';
import { FederatedCredentials } from './federated_credentials.tsx';
import { ClientSecrets } from './client_secrets.tsx';

export function CertificatesAndSecrets() {
  const { graph } = useSession();
  const { app } = useApp();
  const [query, setQuery] = useSearchParams();
  const tab = query.get('tab') ?? 'secrets';
  const federated = useLoad(`federated:${app.id}`, () => listFederated(graph, app.id));
  return (
    <Blade
      title={`${app.displayName} | Certificates & secrets`}
      subtitle="Credentials enable confidential applications to identify themselves to the authentication service when receiving tokens at a web addressable location (using an HTTPS scheme)."
    >
      <ErrorBar error={federated.error} />
      <TabList selectedValue={tab} onTabSelect={(_, { value }) => setQuery({ tab: String(value) }, { replace: true })} className="tabs">
        <Tab value="certificates">Certificates ({app.keyCredentials.length})</Tab>
        <Tab value="secrets">Client secrets ({app.passwordCredentials.length})</Tab>
        <Tab value="federated">Federated credentials ({federated.data?.length ?? 0})</Tab>
      </TabList>
      {tab === 'certificates' && <Certificates />}
      {tab === 'secrets' && <ClientSecrets />}
      {tab === 'federated' && <FederatedCredentials credentials={federated.data ?? []} reload={federated.reload} />}
    </Blade>
  );
}
