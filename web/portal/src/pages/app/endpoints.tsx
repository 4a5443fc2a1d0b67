// The panel with the tenant's addresses, under the portal's names.
import { CopyButton, Panel } from '@sallyport/shared';
import { useSession } from '../../auth/session.tsx';

export function EndpointsPanel({ open, onClose }: { open: boolean; onClose(): void }) {
  const { origin, tenant } = useSession();
  const base = `${origin}/${tenant.id}`;
  const endpoints = [
    ['OAuth 2.0 authorization endpoint (v2)', `${base}/oauth2/v2.0/authorize`],
    ['OAuth 2.0 token endpoint (v2)', `${base}/oauth2/v2.0/token`],
    ['OAuth 2.0 authorization endpoint (v1)', `${base}/oauth2/authorize`],
    ['OAuth 2.0 token endpoint (v1)', `${base}/oauth2/token`],
    ['OpenID Connect metadata document', `${base}/v2.0/.well-known/openid-configuration`],
    ['JSON Web Key Set', `${base}/discovery/v2.0/keys`],
    ['Microsoft Graph API endpoint', `${origin}/v1.0`],
    ['Authority URL (Accounts in this organizational directory only)', base],
    ['Authority URL (Accounts in any organizational directory)', `${origin}/organizations`],
    ['Authority URL (Accounts in any organizational directory and personal Microsoft accounts)', `${origin}/common`],
  ] as const;
  return (
    <Panel title="Endpoints" open={open} onClose={onClose} wide>
      <dl className="endpoints">
        {endpoints.map(([name, address]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{address}</code>
              <CopyButton text={address} name={name} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
