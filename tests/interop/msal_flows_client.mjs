// Runs @azure/msal-node in its own process, because Node.js reads NODE_EXTRA_CA_CERTS only at its start.
// Arguments: a JSON object with authority, knownAuthority, caFile, person; web {clientId, secret}; certified {clientId,
// thumbprint, key}; device {clientId}. Prints a JSON object with the results.
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from '@azure/msal-node';
import { readFileSync } from 'node:fs';
import { Agent } from '../agent.mjs';
import { PASSWORD, signInAtDirectory } from './directory.mjs';

const told = JSON.parse(process.argv[2]);
const app = (auth) => new ConfidentialClientApplication({ auth: { authority: told.authority, knownAuthorities: [told.knownAuthority], ...auth } });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const certificate = { thumbprintSha256: told.certified.thumbprint, privateKey: told.certified.key };
const certified = app({ clientId: told.certified.clientId, clientCertificate: certificate });

// MSAL sends one assertion until it expires, so the second request presents it again.
const first = await certified.acquireTokenByClientCredential({ scopes: [`${told.web.clientId}/.default`] });
const second = await certified.acquireTokenByClientCredential({ scopes: [`${told.certified.clientId}/.default`] });

// A person signs in at the certified application, which then calls the web application; that one acts for the person.
const redirectUri = 'http://localhost:4712/callback';
const scopes = [`api://${told.web.clientId}/access_as_user`];
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const url = await certified.getAuthCodeUrl({ scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: 'S256', responseMode: 'query' });
const page = await signInAtDirectory(new Agent({ ca: readFileSync(told.caFile) }), url, told.person, (next) => next.startsWith(redirectUri));
const code = new URL(page.location).searchParams.get('code');
const called = await certified.acquireTokenByCode({ code, scopes, redirectUri, codeVerifier: verifier });
const web = app({ clientId: told.web.clientId, clientSecret: told.web.secret });
const onBehalf = await web.acquireTokenOnBehalfOf({ oboAssertion: called.accessToken, scopes: ['https://graph.microsoft.com/User.Read'] });
let refusal;
try {
  await web.acquireTokenOnBehalfOf({ oboAssertion: called.idToken, scopes: ['https://graph.microsoft.com/User.Read'] });
} catch (error) {
  refusal = { code: error.errorCode, message: error.errorMessage };
}

// The person enters the code in a browser of their own while MSAL polls.
async function enter(shown) {
  const browser = new Agent({ ca: readFileSync(told.caFile) });
  const form = await browser.get(shown.verificationUri);
  const page = await browser.submit(form, { otc: shown.userCode });
  const confirmation = await browser.submit(page, { login: told.person, passwd: PASSWORD, act: 'sign_in' });
  await browser.submit(confirmation, { act: 'consent' });
}
const television = new PublicClientApplication({ auth: { authority: told.authority, knownAuthorities: [told.knownAuthority], clientId: told.device.clientId } });
const device = await television.acquireTokenByDeviceCode({ scopes: ['openid', 'profile'], deviceCodeCallback: enter });

console.log(JSON.stringify({ first: claimsOf(first.accessToken), second: claimsOf(second.accessToken),
  called: claimsOf(called.accessToken), onBehalf: claimsOf(onBehalf.accessToken), refusal, device: device.idTokenClaims }));
