// Runs a client library of npm against the directory, in a process of its own, because Node.js reads NODE_EXTRA_CA_CERTS
// only at its start. Argument: node-msal, node-openid-client or node-oidc-client-ts. Reads one request as JSON from each
// line of its input, and answers each with a line of JSON: what the library returned, or how it refused.
import { ConfidentialClientApplication, CryptoProvider, ManagedIdentityApplication, PublicClientApplication } from '@azure/msal-node';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { InMemoryWebStorage, Log, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import * as openid from 'openid-client';

const held = {};  // what was begun and goes on in a later request
const say = (id, said) => process.stdout.write(`${JSON.stringify({ id, ...said })}\n`);

// @azure/msal-node

const thumbprintOf = (pem) => createHash('sha256').update(Buffer.from(pem.replace(/-----[^-]*-----|\s/g, ''), 'base64')).digest('hex');

function msalClient(told) {
  const auth = { authority: told.authority, knownAuthorities: [new URL(told.authority).host], clientId: told.clientId, clientCapabilities: told.capabilities };
  if (told.certificate) auth.clientCertificate = { thumbprintSha256: thumbprintOf(told.certificate), privateKey: told.privateKey };
  else if (told.secret) auth.clientSecret = told.secret;
  return told.secret || told.certificate ? new ConfidentialClientApplication({ auth }) : new PublicClientApplication({ auth });
}

const msalSaid = (result) => ({ access_token: result.accessToken, cached: result.fromCache, account: result.account?.homeAccountId, username: result.account?.username, oid: result.idTokenClaims?.oid });

const msal = {
  by_client: async (told) => msalSaid(await msalClient(told).acquireTokenByClientCredential({ scopes: told.scopes, skipCache: true })),
  begin_code: async (told) => {
    held.client = msalClient(told);
    held.pkce = await new CryptoProvider().generatePkceCodes();
    return { url: await held.client.getAuthCodeUrl({ scopes: told.scopes, redirectUri: told.redirectUri, codeChallenge: held.pkce.challenge, codeChallengeMethod: 'S256', responseMode: 'query', state: 'the-state' }) };
  },
  by_code: async (told) => {
    const result = await held.client.acquireTokenByCode({ code: told.code, scopes: told.scopes, redirectUri: told.redirectUri, codeVerifier: told.verifier ?? held.pkce.verifier });
    held.account = result.account;
    return msalSaid(result);
  },
  silently: async (told) => msalSaid(await held.client.acquireTokenSilent({ account: held.account, scopes: told.scopes, forceRefresh: !told.kept, claims: told.claims })),
  by_device: async (told) => msalSaid(await msalClient(told).acquireTokenByDeviceCode({ scopes: told.scopes, deviceCodeCallback: ({ userCode, verificationUri }) => say(told.id, { user_code: userCode, verification_uri: verificationUri }) })),
  by_password: async (told) => msalSaid(await msalClient(told).acquireTokenByUsernamePassword({ scopes: told.scopes, username: told.person, password: told.password })),
  managed_identity: async (told) => msalSaid(await new ManagedIdentityApplication().acquireToken({ resource: told.resource })),
  on_behalf_of: async (told) => msalSaid(await msalClient(told).acquireTokenOnBehalfOf({ oboAssertion: told.assertion, scopes: told.scopes })),
  refused: (error) => ({ error: error.errorCode, error_description: error.errorMessage ?? error.message, suberror: error.subError || undefined }),
};

// openid-client

async function openidConfig(told) {
  const authentication = told.secret ? openid.ClientSecretPost(told.secret) : openid.None();
  const config = await openid.discovery(new URL(`${told.authority}/v2.0`), told.clientId, undefined, authentication);
  openid.enableNonRepudiationChecks(config);
  return config;
}

const openidSaid = (tokens) => ({ access_token: tokens.access_token, oid: tokens.claims()?.oid, username: tokens.claims()?.preferred_username });
const scope = (told) => ['openid', 'profile', 'offline_access', ...told.scopes].join(' ');

const openidClient = {
  by_client: async (told) => openidSaid(await openid.clientCredentialsGrant(await openidConfig(told), { scope: told.scopes.join(' ') })),
  begin_code: async (told) => {
    held.config = await openidConfig(told);
    held.verifier = openid.randomPKCECodeVerifier();
    held.nonce = openid.randomNonce();
    return { url: openid.buildAuthorizationUrl(held.config, { redirect_uri: told.redirectUri, scope: scope(told), state: 'the-state', nonce: held.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(held.verifier), code_challenge_method: 'S256' }).href };
  },
  by_code: async (told) => {
    const back = new URL(told.answer);
    const where = told.redirectUri ? Object.assign(new URL(told.redirectUri), { search: back.search }) : back;
    const tokens = await openid.authorizationCodeGrant(held.config, where, { pkceCodeVerifier: told.verifier ?? held.verifier, expectedNonce: held.nonce, expectedState: 'the-state' },
      told.redeemScopes ? { scope: scope({ scopes: told.redeemScopes }) } : undefined);
    held.refreshToken = tokens.refresh_token;
    return openidSaid(tokens);
  },
  silently: async (told) => openidSaid(await openid.refreshTokenGrant(held.config, held.refreshToken, { scope: scope(told) })),
  by_device: async (told) => {
    const config = await openidConfig(told);
    const started = await openid.initiateDeviceAuthorization(config, { scope: scope(told) });
    say(told.id, { user_code: started.user_code, verification_uri: started.verification_uri });
    return openidSaid(await openid.pollDeviceAuthorizationGrant(config, started));
  },
  by_password: async (told) => openidSaid(await openid.genericGrantRequest(await openidConfig(told), 'password', { scope: scope(told), username: told.person, password: told.password })),
  on_behalf_of: async (told) => openidSaid(await openid.genericGrantRequest(await openidConfig(told), 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    { assertion: told.assertion, requested_token_use: 'on_behalf_of', scope: told.scopes.join(' ') })),
  refused: (error) => ({ error: error.error ?? error.code, error_description: error.error_description ?? error.message, status: error.status }),
};

// oidc-client-ts, which was made for browsers: the Origin that a browser adds is a setting here.

Log.setLogger({ debug: () => {}, info: () => {}, warn: () => {}, error: () => {} });

const oidcClientTs = {
  begin_code: async (told) => {
    held.client = new OidcClient({ authority: `${told.authority}/v2.0`, client_id: told.clientId, redirect_uri: told.redirectUri, response_type: 'code', scope: scope(told),
      client_secret: told.secret, extraHeaders: told.origin ? { Origin: told.origin } : {}, stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }) });
    return { url: (await held.client.createSigninRequest({ state: 'the-state' })).url };
  },
  by_code: async (told) => {
    const signedIn = await held.client.processSigninResponse(told.answer);
    held.signedIn = signedIn;
    return { access_token: signedIn.access_token, oid: signedIn.profile.oid, username: signedIn.profile.preferred_username };
  },
  silently: async () => {
    const { refresh_token: token, session_state: session, profile, scope: granted, id_token: idToken } = held.signedIn;
    const renewed = await held.client.useRefreshToken({ state: { refresh_token: token, id_token: idToken, session_state: session, scope: granted, profile }, timeoutInSeconds: 20 });
    return { access_token: renewed.access_token };
  },
  refused: (error) => ({ error: error.error ?? error.name, error_description: error.error_description ?? error.message }),
};

const library = { 'node-msal': msal, 'node-openid-client': openidClient, 'node-oidc-client-ts': oidcClientTs }[process.argv[2]];
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  try {
    say(told.id, await library[told.op](told));
  } catch (error) {
    say(told.id, library.refused(error));
  }
}
