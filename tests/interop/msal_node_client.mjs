// Runs @azure/msal-node in its own process, because Node.js reads NODE_EXTRA_CA_CERTS only at its start.
// Arguments: a JSON object with authority, knownAuthority, clientId, secret, redirectUri, person, caFile.
// Prints a JSON object with the results.
import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node';
import { readFileSync } from 'node:fs';
import { Agent } from '../agent.mjs';
import { signInAtDirectory } from './directory.mjs';

const told = JSON.parse(process.argv[2]);
const client = new ConfidentialClientApplication({
  auth: { authority: told.authority, knownAuthorities: [told.knownAuthority], clientId: told.clientId, clientSecret: told.secret },
});
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const scopes = ['openid', 'profile', 'offline_access'];
const url = await client.getAuthCodeUrl({ scopes, redirectUri: told.redirectUri, codeChallenge: challenge, codeChallengeMethod: 'S256',
  responseMode: 'query', state: 'the-state', nonce: 'the-nonce' });
const agent = new Agent({ ca: readFileSync(told.caFile) });
const page = await signInAtDirectory(agent, url, told.person, (next) => next.startsWith(told.redirectUri));
const back = new URL(page.location);

const byCode = await client.acquireTokenByCode({ code: back.searchParams.get('code'), scopes, redirectUri: told.redirectUri,
  codeVerifier: verifier, nonce: 'the-nonce' }, { code: back.searchParams.get('code'), nonce: 'the-nonce' });
const refreshed = await client.acquireTokenSilent({ account: byCode.account, scopes, forceRefresh: true });
const app = await client.acquireTokenByClientCredential({ scopes: [`${told.clientId}/.default`] });
let refusal;
try {
  const wrong = new ConfidentialClientApplication({ auth: { authority: told.authority, knownAuthorities: [told.knownAuthority],
    clientId: told.clientId, clientSecret: 'not the secret' } });
  await wrong.acquireTokenByClientCredential({ scopes: [`${told.clientId}/.default`] });
} catch (error) {
  refusal = { code: error.errorCode, message: error.errorMessage };
}
console.log(JSON.stringify({
  state: back.searchParams.get('state'), homeAccountId: byCode.account.homeAccountId, tenantId: byCode.account.tenantId,
  username: byCode.account.username, claims: byCode.idTokenClaims, refreshed: refreshed.fromCache === false && !!refreshed.idToken,
  appToken: JSON.parse(Buffer.from(app.accessToken.split('.')[1], 'base64url')), refusal,
}));
