// npm oidc-provider as the bench's counterpart: one client with a secret, the grant client_credentials, and RS256 access
// tokens for one API.
// node oidc_provider.mjs PORT CLIENT SECRET
import { createRequire } from 'node:module';
import { makeKeyPair } from '../tests/keys.mjs';

const [port, client, secret] = process.argv.slice(2);
const { default: Provider } = await import(createRequire(new URL('../tests/', import.meta.url)).resolve('oidc-provider'));
const { privateKey } = makeKeyPair('rsa', { modulusLength: 2048 });
const api = 'https://api.example';
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: client, client_secret: secret, token_endpoint_auth_method: 'client_secret_post', grant_types: ['client_credentials'],
    response_types: [], redirect_uris: [] }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'provider-key' }] },
  features: {
    devInteractions: { enabled: false }, clientCredentials: { enabled: true },
    resourceIndicators: { enabled: true, defaultResource: () => api,
      getResourceServerInfo: () => ({ scope: 'read', audience: api, accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: 'RS256' } } }) },
  },
});
provider.listen(Number(port), '127.0.0.1');
