// Recorded answers of Entra ID's token endpoint: the same request to the directory must be answered alike, but for what
// the recording has folded. The recordings lie beside the project; where they are not, the tests are skipped.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testCase } from '../cases.mjs';
import { Skip, test } from '../support.mjs';
import { captures } from './expected.mjs';
import { APPS, TENANT, directory } from './world.mjs';

const folder = process.env.ENTRA_CAPTURES ?? fileURLToPath(new URL('../../../shared/vectors/entra-captures/', import.meta.url));
const app = APPS.web;
const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function recorded(name) {
  if (!existsSync(folder)) throw new Skip('the recordings are not beside the project');
  return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
}

// What was sent for each recording; the claims are those of the first one's token.
const asItself = (more = {}) => ({ grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.secret, scope: `api://${app.clientId}/.default`, ...more });
const requests = {
  'token-client-credentials': asItself(),
  'token-error-invalid-client': asItself({ client_secret: 'deliberately-wrong' }),
  'token-error-invalid-scope': asItself({ scope: 'api://not-a-registered-resource/.default' }),
  'token-error-unknown-client': asItself({ client_id: '00000000-0000-0000-0000-000000000000' }),
  'token-error-unsupported-grant-type': asItself({ grant_type: 'no_such_grant' }),
};

// Folds the directory's values as those of the recordings are folded.
function fold(value, origin) {
  if (Array.isArray(value)) return value.map((each) => fold(each, origin));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, /^(ext_)?expires_in$/.test(name) && Number.isInteger(each) ? '{seconds}' : fold(each, origin)]));
  if (typeof value !== 'string') return value;
  return value.replace(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/, '{redacted-jwt}').replaceAll(origin, 'https://login.microsoftonline.com')
    .replaceAll(app.clientId, '{daemon-app-id}').replaceAll(TENANT, '{tenant-id}').replace(GUID, '{guid}').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, '{timestamp}');
}

async function answered(name) {
  const there = await directory();
  const answer = await there.token(requests[name]);
  return { there, status: answer.status, body: JSON.parse(answer.text) };
}

for (const entry of captures.filter(({ name }) => name in requests))
  testCase(`recorded ${entry.name}: ${entry.how}`, entry, async () => {
    const { response } = recorded(entry.name);
    const { there, status, body } = await answered(entry.name);
    assert.deepEqual({ status, body: fold(body, there.origin) }, response);
  });

const claimsEntry = captures.find(({ name }) => name === 'token-claims-client-credentials');
testCase(`recorded ${claimsEntry.name}: ${claimsEntry.how}`, claimsEntry, async () => {
  const { header, claimNames, structural } = recorded(claimsEntry.name);
  const { there, body } = await answered('token-client-credentials');
  const [head, claims] = body.access_token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  assert.deepEqual({ ...head, kid: '{kid}' }, Object.fromEntries(Object.entries(header).filter(([, value]) => value !== null)));
  assert.deepEqual(Object.keys(claims).sort(), claimNames);
  for (const [name, value] of Object.entries(structural)) assert.equal(fold(claims[name], there.origin), value ?? undefined, name);
});

test('each recording is compared', () => {
  if (!existsSync(folder)) throw new Skip('the recordings are not beside the project');
  const there = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  assert.deepEqual(there.sort(), captures.map(({ name }) => name).sort());
});
