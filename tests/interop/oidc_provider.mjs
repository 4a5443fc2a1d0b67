// npm oidc-provider, an OpenID certified provider. Its sign-in page is answered automatically; the person is always
// "hedy".
import http from 'node:http';
import Provider from 'oidc-provider';
import { makeKeyPair } from '../keys.mjs';
import { cleanup } from '../support.mjs';

// `client` is the part of the registration about the client's credential.
export async function startOidcProvider({ clientId, clientSecret, redirectUri, postLogoutUri,
  client = { client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post' } }) {
  const { privateKey } = makeKeyPair('rsa', { modulusLength: 2048 });
  const server = http.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, redirect_uris: [redirectUri], post_logout_redirect_uris: [postLogoutUri],
      grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], ...client }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'provider-key' }] },
    cookies: { keys: ['a-key-for-the-cookies-of-this-test'] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,  // puts claims into the ID token, not only into userinfo
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    ttl: Object.fromEntries(['AccessToken', 'Grant', 'IdToken', 'Interaction', 'RefreshToken', 'Session'].map((name) => [name, 600])),
    issueRefreshToken: async () => true,
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, name: 'Hedy Lamarr', preferred_username: 'hedy',
      email: 'hedy@contoso.example', email_verified: true }) }),
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response);
    const details = await provider.interactionDetails(request, response);
    const grant = details.grantId ? await provider.Grant.find(details.grantId) : new provider.Grant({ accountId: 'hedy', clientId });
    grant.addOIDCScope('openid profile email offline_access');
    const result = { login: { accountId: 'hedy' }, consent: { grantId: await grant.save() } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  });
  const redeemed = [];  // the parameters of every successful token request
  provider.on('grant.success', (ctx) => redeemed.push({ ...ctx.oidc.params, authorization: ctx.headers.authorization }));
  return { issuer, redeemed, discoveryUri: `${issuer}/.well-known/openid-configuration` };
}
