// The configuration of a gateway under test, in one place for all suites.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sharedRsaKey } from './keys.mjs';
import { write } from './support.mjs';

// To make the key of its own tokens takes a gateway longer than all else of its first start, so all gateways of a suite are
// given one. Those that keep their keys in the store make their own, and so do those of a test that is about the keys
// (`makesKey`).
let ownKey;

function giveOwnKey(folder) {
  ownKey ??= sharedRsaKey().privateKey.export({ type: 'pkcs8', format: 'der' });
  const file = join(folder, 'own_token_private.der');
  if (!existsSync(file)) write(file, ownKey);
}

// `authentication` is the YAML below authenticationConfiguration, or a function that makes it from the origin.
// `server`, `authorizer` and `rest` are further lines below server, below authorizerConfiguration, and at the top
// level. Returns the file. The log level is debug, because at other levels the log has only the first refusal of each
// kind and client in a minute.
export function writeConfiguration(folder, { origin, port, adminPort, authentication, admin = 'oid:00000000-0000-4000-8000-00000000ad31', server = '', authorizer = '', rest = '', makesKey = false }) {
  if (!makesKey && !rest.includes('keyFile')) giveOwnKey(folder);
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
