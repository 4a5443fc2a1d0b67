// The configuration of a gateway under test, written in one place for every suite.
import { join } from 'node:path';
import { write } from './support.mjs';

// `authentication` is the YAML below authenticationConfiguration, or a function of the origin that gives it; `server`,
// `authorizer` and `rest` are further lines below server, authorizerConfiguration and the whole. Gives the file.
export function writeConfiguration(folder, { origin, port, adminPort, authentication, admin = 'oid:00000000-0000-4000-8000-00000000ad31', server = '', authorizer = '', rest = '' }) {
  return write(join(folder, 'sallyport.yaml'), `server:
  publicUrl: ${origin}
  port: ${port}
  adminPort: ${adminPort}
  dataDir: ${folder}
${server}
authenticationConfiguration:
${typeof authentication === 'function' ? authentication(origin) : authentication}
authorizerConfiguration:
  adminPrincipals: ["${admin}"]
  principalDomain: contoso.example
  useRolesFromProvider: true
${authorizer}
${rest}
`);
}

// The auth code flow: confidential, with a secret.
export const confidentialClient = ({ authority, tenant, clientId, secret }) => (origin) => `  provider: azure
  clientType: confidential
  authority: ${authority}
  clientId: ${clientId}
  callbackUrl: ${origin}/callback
  oidcConfiguration:
    id: ${clientId}
    secret: ${secret}
    tenant: ${tenant}
    scope: openid profile email offline_access
    discoveryUri: ${authority}/v2.0/.well-known/openid-configuration
`;

// The implicit flow: public, whose ID token is a bearer token or comes by form_post.
export const publicClient = ({ authority, clientId }) => (origin) => `  provider: azure
  clientType: public
  authority: ${authority}
  clientId: ${clientId}
  callbackUrl: ${origin}/callback
`;
