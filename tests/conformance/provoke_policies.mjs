// Provokes the refusals of conditional access policies, which are made through Microsoft Graph. Each policy concerns one
// person, so that the cases do not meet; each function belongs to the case of its name in expected.json.
import { Agent } from '../agent.mjs';
import { APPS, Directory, STATE } from './world.mjs';

const { web, steward } = APPS;

let running;
const directory = () => (running ??= Directory.start());

const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

// Makes a policy for one person at the application "Web".
async function makePolicy(there, person, demands) {
  const { access_token: token } = await there.tokens(there.asItself(steward, { scope: 'https://graph.microsoft.com/.default' }));
  const answer = await new Agent().send(`${there.origin}/v1.0/identity/conditionalAccess/policies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      displayName: `Policy for ${person}`, state: 'enabled', ...demands,
      conditions: { users: { includeUsers: [person] }, applications: { includeApplications: [web.clientId] } },
    }),
  });
  if (answer.status !== 201) throw new Error(`no policy: ${answer.status} ${answer.text}`);
}

const grant = (control) => ({ grantControls: { operator: 'OR', builtInControls: [control] } });

// Signs a person in, before there is a policy for them.
async function signedIn(person) {
  const there = await directory();
  const browser = new Agent();
  const tokens = await there.tokens(await there.code(web, person, {}, { browser }));
  return { there, browser, refreshToken: tokens.refresh_token, id: claimsOf(tokens.id_token).oid, sent: { client_id: web.clientId, state: STATE } };
}

async function silently(person, control, before = () => {}) {
  const { there, browser, id, sent } = await signedIn(person);
  await before(there);
  await makePolicy(there, id, grant(control));
  return { answer: await there.authorize(web, { prompt: 'none' }, { browser }), sent };
}

async function refreshed(person, control, before = () => {}) {
  const { there, refreshToken, id, sent } = await signedIn(person);
  await before(there);
  await makePolicy(there, id, grant(control));
  return { answer: await there.token(there.refreshing(web, refreshToken)), sent };
}

// Signs the person in again, where there is a policy now.
async function again(person, control) {
  const { there, id, sent } = await signedIn(person);
  await makePolicy(there, id, grant(control));
  return { answer: await there.signIn(web, person), sent };
}

async function wrongCode() {
  const { there, id, sent } = await signedIn('nils');
  await there.registerSecondFactor('nils@contoso.example');
  await makePolicy(there, id, grant('mfa'));
  const browser = new Agent();
  const page = await there.signIn(web, 'nils', {}, { browser });
  return { answer: await browser.submit(page, { otc: 'no code', act: 'second_factor' }, { stop: () => true }), sent };
}

export const provocations = {
  '50074': () => silently('alice', 'mfa', (there) => there.registerSecondFactor('alice@contoso.example')),
  '50076': () => refreshed('bob', 'mfa', (there) => there.registerSecondFactor('bob@contoso.example')),
  '50079': () => refreshed('rita', 'mfa'),
  '500121': wrongCode,
  '50142': () => refreshed('otto', 'passwordChange'),
  '50079 silent': () => silently('mona', 'mfa'),
  '53000': () => again('pia', 'compliantDevice'),
  '53001': () => refreshed('quin', 'domainJoinedDevice'),
  '53003': () => again('lena', 'block'),
  '53003 token': () => refreshed('tess', 'block'),
};
