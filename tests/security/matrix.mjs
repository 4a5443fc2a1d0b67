// Every address with every kind of caller. The addresses are the rows of src/gateway/own_routes.cc, so a new one needs
// a row here. The rows of the security API are in /api/v1/openapi.json; who is not signed in gets nothing from them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '../support.mjs';
import { application, idp } from './acceptors.mjs';
import { accessTokens, text, without } from './forge.mjs';
import { ask, startGateway } from './world.mjs';

const forge = accessTokens(idp);
const person = (name, roles) => forge.token({}, { oid: crypto.randomUUID(), sub: crypto.randomUUID(), name, preferred_username: `${name}@contoso.example`, email: `${name}@contoso.example`, roles });
const program = (roles) => {
  const id = crypto.randomUUID();
  return forge.token({}, text({ ...without(forge.claims(), 'scp', 'name', 'preferred_username', 'email'), idtyp: 'app', oid: id, sub: id, roles }));
};
const callers = { nobody: null, viewer: person('viewer', ['Viewer']), admin: person('root', []), 'with the role': person('carol', ['Admin']), program: program(['Reader']), 'program with the role': program(['Admin']) };

const same = (status) => Object.fromEntries(Object.keys(callers).map((name) => [name, status]));
const signedIn = (status = 200) => ({ ...same(status), nobody: 401 });
const needsRole = { ...same(200), nobody: 401, viewer: 403, program: 403 };

// Path -> the status of a GET for each caller.
const OURS = {
  '/': same(200), '/callback': same(400), '/api/v1/auth/login': same(302), '/api/v1/auth/logout': same(302), '/api/v1/auth/refresh': same(401), '/api/v1/auth/sessions': signedIn(403), '/frontchannel-logout': same(400), '/signed-out': same(200), '/local-admin': same(404), '/local-admin/setup': same(404), '/local-admin/code': same(404), '/api/v1/auth/local': same(404), '/api/v1/auth/local/password': same(404), '/api/v1/auth/local/reset': same(404), '/api/v1/auth/local/code': same(404), '/api/v1/auth/local/sign-up': same(404), '/api/v1/auth/local/sign-up/password': same(404), '/api/v1/auth/second-factor': signedIn(403),
  '/api/v1/system/config/auth': same(200), '/api/v1/system/config/authorizer': same(200), '/api/v1/system/config/jwks': same(200), '/api/v1/system/version': same(200), '/api/v1/users/loggedInUser': signedIn(),
  '/api/v1/openapi.json': same(200), '/api/v1/docs': same(200),
};
const CONFIGURED = { '/app/x': signedIn(), '/jwt/x': signedIn(), '/cut/x': signedIn(), '/open/x': same(200), '/maybe/x': same(200), '/admin': needsRole, '/admin/x': needsRole, '/secret/x': needsRole,
  '/check': signedIn(204), '/check?role=Admin': { ...needsRole, admin: 204, 'with the role': 204, 'program with the role': 204 }, '/check/admin/x': needsRole, '/check/app/x': signedIn() };
const UNKNOWN = ['/nothing', '/adminx', '/app2', '/Api/v1/users/loggedInUser', '/api/v1/user', '/api/v1/users/loggedInUser/x', '/api/v1/system', '/api/v1/system/config', '/callback/x', '/metrics', '/healthz', '/readyz', '/checks', '/.well-known/openid-configuration', '/local-admin/x'];

// Rows for people who have no session yet, but a password of ours, which nobody has at this gateway.
const FOR_PASSWORDS = /\/users\/(login|refresh|logout|password\/reset|generatePasswordResetLink|signup|registrationConfirmation|resendRegistrationToken)$/;

const paths = () => {
  const rows = readFileSync(fileURLToPath(new URL('../../src/gateway/own_routes.cc', import.meta.url)), 'utf8');
  return [...rows.matchAll(/\.path = "([^"]+)"/g)].map(([, path]) => path).filter((path) => !path.startsWith('/check'));
};

// [path, method] of each row of the security API, with values for the path's parameters.
const documented = async () => Object.entries(JSON.parse((await ask(gateway, '/api/v1/openapi.json')).text).paths)
  .flatMap(([path, methods]) => Object.keys(methods).map((method) => [path, method.toUpperCase()]));
const example = (path) => path.replace(/\{id\}/g, '6f1c2d3e-0000-4000-8000-00000000000a').replace(/\{version\}/g, '0.1').replace(/\{\w+\}/g, 'a');

let gateway;
const status = async (path, token, method = 'GET') => (await ask(gateway, path, { method, headers: token ? [['Authorization', `Bearer ${token}`]] : [] })).status;

test('UI-06: every address with every kind of caller: those of our own, those of the configuration, and all others', async () => {
  gateway = await startGateway(idp, application);
  assert.deepEqual(paths().filter((path) => !(path in OURS)), [], 'each row of own_routes.cc has one here');
  const wrong = [];
  for (const [path, expected] of Object.entries({ ...OURS, ...CONFIGURED }))
    for (const [caller, token] of Object.entries(callers)) {
      application.take();
      const got = await status(path, token);
      if (got !== expected[caller]) wrong.push(`${path} by ${caller}: ${got}, not ${expected[caller]}`);
      const arrived = application.take().length;
      if (arrived !== (path in CONFIGURED && !path.startsWith('/check') && expected[caller] === 200 ? 1 : 0)) wrong.push(`${path} by ${caller}: ${arrived} requests at the application`);
    }
  for (const path of UNKNOWN)
    for (const [caller, token] of Object.entries(callers)) if (await status(path, token) !== 404) wrong.push(`${path} by ${caller}: ${await status(path, token)}`);
  assert.deepEqual(wrong, []);
  assert.deepEqual(application.take(), []);
});

test('UI-06: who is not signed in gets nothing from any row of the security API', async () => {
  const rows = (await documented()).filter(([path]) => !(path in OURS) || path.endsWith('/loggedInUser'));
  assert.ok(rows.length > 100, `only ${rows.length} rows`);
  const wrong = [];
  for (const [path, method] of rows)
    for (const token of [null, `${callers.admin}x`]) {
      const got = await status(example(path), token, method);
      if (got !== (FOR_PASSWORDS.test(path) ? 404 : 401)) wrong.push(`${method} ${path}: ${got}`);
    }
  assert.deepEqual(wrong, []);
});

test('UI-06: no method but its own opens an address of ours', async () => {
  for (const path of Object.keys(OURS))
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      for (const token of [null, callers.admin]) assert.ok([404, 405].includes(await status(path, token, method)), `${method} ${path}: ${await status(path, token, method)}`);
});
