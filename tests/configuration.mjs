// The configuration of a gateway under test, in one place for all suites.
import { join } from 'node:path';
import { write } from './support.mjs';

// `authentication` is the YAML below authenticationConfiguration, or a function that makes it from the origin.
// `server`, `authorizer` and `rest` are further lines below server, below authorizerConfiguration, and at the top
// level. Returns the file. The log level is debug, because at other levels the log has only the first refusal of each
// kind and client in a minute.
export function writeConfiguration(folder, { origin, port, adminPort, authentication, admin = 'oid:00000000-0000-4000-8000-00000000ad31', server = '', authorizer = '', rest = '' }) {
  return write(join(folder, 'sallyport.yaml'), `server:
  publicUrl: ${origin}
  port: ${port}
  adminPort: ${adminPort}
  dataDir: ${folder}
${server.includes('logLevel') ? '' : '  logLevel: debug\n'}${server}
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

// The implicit flow: a public client, whose ID token is a bearer token or comes by form_post.
export const publicClient = ({ authority, clientId }) => (origin) => `  provider: azure
  clientType: public
  authority: ${authority}
  clientId: ${clientId}
  callbackUrl: ${origin}/callback
`;
