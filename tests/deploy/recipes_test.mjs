// The recipes for Kubernetes: their schemas, and the exchange that each describes, with a running gateway. The proxies
// themselves are in tests/interop/check_test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { ADA, BOB, WEB, programToken } from '../interop/directory.mjs';
import { BROWSER, SPOOFED, ask, enter, pick, protectedGateway } from '../interop/exchange.mjs';
import { test } from '../support.mjs';
import { faultsOf } from './envoy_gateway.mjs';
import { assertKubernetes } from './kubernetes.mjs';

const shipped = (name) => readFileSync(new URL(`../../deploy/kubernetes/${name}.yaml`, import.meta.url), 'utf8');
const documents = (name) => parseAllDocuments(shipped(name)).map((document) => document.toJS());
const find = (name, kind, called) => documents(name).find((document) => document.kind === kind && (!called || document.metadata.name === called));
const lower = (names) => names?.map((name) => name.toLowerCase());

const WANTED = '/reports?week=3&day=2&q=a%20b%26c';
const IDENTITY = ['user', 'email', 'preferred-username', 'groups', 'groups-incomplete', 'roles', 'roles-incomplete'].map((name) => `x-auth-request-${name}`);

// What a recipe says: the beginning of the address, the client's headers that are sent, the headers that the application
// gets, and the headers that the client gets if the answer is no (all, if the recipe says nothing).
const recipes = {
  'Gateway API ExternalAuth': () => {
    const { externalAuth: { http } } = find('gateway_api', 'HTTPRoute', 'application').spec.rules[0].filters.find(({ type }) => type === 'ExternalAuth');
    return { prefix: http.path, asked: lower(http.allowedHeaders), passed: lower(http.allowedResponseHeaders) };
  },
  'Envoy Gateway extAuth': () => {
    const { headersToExtAuth, http } = find('envoy_gateway', 'SecurityPolicy').spec.extAuth;
    return { prefix: http.path, asked: lower(headersToExtAuth), passed: lower(http.headersToBackend) };
  },
  'Istio CUSTOM': () => {
    const [{ envoyExtAuthzHttp: { pathPrefix, includeRequestHeadersInCheck, headersToUpstreamOnAllow, headersToDownstreamOnDeny } }] =
      parse(shipped('istio_mesh_config')).meshConfig.extensionProviders;
    return { prefix: pathPrefix, asked: lower(includeRequestHeadersInCheck), passed: lower(headersToUpstreamOnAllow), told: lower(headersToDownstreamOnDeny) };
  },
};

// Sends what such a proxy sends: method and path behind the prefix; Host, Authorization and Content-Length always, other
// headers only if the recipe lists them. Only 200 lets the request pass, and the listed headers of the answer replace
// the client's.
async function exchange(port, { prefix, asked, passed, told }, { method = 'GET', path, headers = {} }) {
  const always = ['host', 'authorization'];
  const sent = pick({ host: `localhost:${port}`, ...headers }, (name) => always.includes(name) || asked.includes(name));
  const answer = await ask(port, prefix + path, { method, headers: { ...sent, 'content-length': 0 } });
  if (answer.status !== 200) return { passed: false, status: answer.status, headers: pick(answer.headers, (name) => !told || told.includes(name)) };
  const kept = pick(headers, (name) => !name.includes('_'));  // the recipes make the proxy drop such names
  return { passed: true, upstream: { ...kept, ...pick(answer.headers, (name) => passed.includes(name)) } };
}

for (const [name, read] of Object.entries(recipes)) {
  test(`${name}: a browser is led to the sign-in and back to the page with its query`, async () => {
    const { origin, port } = await protectedGateway();
    const answer = await exchange(port, read(), { path: WANTED, headers: BROWSER });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.location, `${origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(WANTED)}`);
  });

  test(`${name}: who is signed in passes, and the application learns who it is and nothing that the client claims`, async () => {
    const { port, bob } = await protectedGateway();
    const { passed, upstream } = await exchange(port, read(), { path: WANTED, headers: { ...BROWSER, ...SPOOFED, cookie: bob } });
    assert.ok(passed);
    const { 'x-auth-request-user': user, 'x-auth-request-email': email, 'x-auth-request-roles': roles } = upstream;
    assert.deepEqual([user, email, roles], ['bob', BOB.name, BOB.roles.join()]);
    assert.ok(!Object.values(upstream).includes('mallory'), JSON.stringify(upstream));
  });

  test(`${name}: without Cookie among its headers nobody is ever signed in`, async () => {
    const { port, bob } = await protectedGateway();
    const recipe = read();
    assert.ok(recipe.asked.includes('cookie'));
    const answer = await exchange(port, { ...recipe, asked: recipe.asked.filter((header) => header !== 'cookie') }, { path: WANTED, headers: { ...BROWSER, cookie: bob } });
    assert.deepEqual([answer.passed, answer.status], [false, 302]);
  });

  test(`${name}: who lacks the role of the route is refused`, async () => {
    const { port, ada, bob } = await protectedGateway();
    assert.equal((await exchange(port, read(), { path: '/editors/x', headers: { cookie: bob } })).status, 403);
    assert.ok((await exchange(port, read(), { path: '/editors/x', headers: { cookie: ada } })).passed);
  });

  test(`${name}: signed out is signed out`, async () => {
    const gateway = await protectedGateway();
    const { agent, cookie } = await enter(gateway, ADA);
    assert.ok((await exchange(gateway.port, read(), { path: '/x', headers: { ...BROWSER, cookie } })).passed);
    await agent.send(`${gateway.origin}/api/v1/auth/logout`, { method: 'POST', form: {} });
    const answer = await exchange(gateway.port, read(), { path: '/x', headers: { ...BROWSER, cookie } });
    assert.deepEqual([answer.passed, answer.status], [false, 302]);
  });

  test(`${name}: a program passes with a bearer token, and gets 401 with a challenge without one`, async () => {
    const { port } = await protectedGateway();
    const good = await exchange(port, read(), { method: 'DELETE', path: '/things/1', headers: { authorization: `Bearer ${await programToken()}` } });
    assert.equal(good.upstream?.['x-auth-request-user'], WEB.clientId);
    const without = await exchange(port, read(), { method: 'DELETE', path: '/things/1' });
    assert.equal(without.status, 401);
    assert.match(without.headers['www-authenticate'], /^Bearer/);
  });

  test(`${name}: the application gets every identity header`, () => assert.deepEqual(read().passed, IDENTITY));
}

test('a proxy that takes 200 alone for a yes, at one address, asks /check?status=200', async () => {
  const { port, ada, bob } = await protectedGateway();
  const check = async (query, cookie) => (await ask(port, `/check${query}`, { method: 'GET', headers: { host: `localhost:${port}`, cookie } })).status;
  assert.deepEqual([await check('', ada), await check('?status=200', ada)], [204, 200]);
  assert.deepEqual([await check('?status=200&role=Editor', bob), await check('?status=200', '')], [403, 401]);
  assert.equal(await check('?status=500', ada), 400);
});

test('Traefik on Kubernetes: the middleware asks with a redirect, drops what the client claims, and replaces every identity header', () => {
  const { forwardAuth } = find('traefik', 'Middleware', 'sallyport').spec;
  assert.match(forwardAuth.address, /\/check\?redirect=1$/);
  assert.equal(forwardAuth.trustForwardHeader, false);
  assert.deepEqual(lower(forwardAuth.authResponseHeaders), IDENTITY);
  const dropped = lower(Object.keys(find('traefik', 'Middleware', 'without-identity').spec.headers.customRequestHeaders));
  for (const header of IDENTITY) assert.ok(dropped.includes(header), header);
  const application = find('traefik', 'IngressRoute').spec.routes.find(({ services }) => services[0].name === 'application');
  assert.deepEqual(application.middlewares, [{ name: 'without-identity' }, { name: 'sallyport' }], 'in this order');
});

for (const name of ['gateway_api', 'istio', 'traefik'])
  test(`${name}.yaml: each document fits its schema`, () => assertKubernetes(documents(name)));

test('envoy_gateway.yaml: each document fits its schema, which would notice a wrong word or value', () => {
  const shippedDocuments = documents('envoy_gateway');
  assert.deepEqual(shippedDocuments.flatMap(faultsOf), []);
  const [policy] = shippedDocuments;
  const changed = (change) => {
    const copy = structuredClone(policy);
    change(copy.spec);
    return faultsOf(copy).length;
  };
  assert.ok(changed(({ extAuth }) => { extAuth.headersToExtauth = []; }) > 0, 'another spelling');
  assert.ok(changed(({ extAuth }) => { extAuth.failOpen = 'no'; }) > 0, 'another type');
  assert.ok(changed(({ extAuth }) => { delete extAuth.http.backendRefs[0].name; }) > 0, 'nothing that must be there');
});

// The addresses of Sallyport in each recipe, without the stars and strokes at their ends; those of OpenMetadata's API come
// second, because they can be removed.
const plain = (paths) => paths.map((path) => path.replace(/\/?\*?$/, ''));
const pathsOf = (rule) => plain([...rule.matchAll(/Path(?:Prefix)?\(`([^`]+)`\)/g)].map(([, path]) => path));
const addresses = {
  'Gateway API': () => ['sallyport', 'openmetadata'].map((name) => plain(find('gateway_api', 'HTTPRoute', name).spec.rules[0].matches.map(({ path }) => path.value))),
  Istio: () => find('istio', 'VirtualService').spec.http.slice(0, 2).map(({ match }) => plain(match.map(({ uri }) => uri.exact ?? uri.prefix))),
  'Traefik on Kubernetes': () => find('traefik', 'IngressRoute').spec.routes.slice(0, 2).map(({ match }) => pathsOf(match)),
  Traefik: () => {
    const { sallyport, openmetadata } = parse(readFileSync(new URL('../../deploy/traefik/dynamic.yaml', import.meta.url), 'utf8')).http.routers;
    return [sallyport, openmetadata].map(({ rule }) => pathsOf(rule));
  },
};

// The API says itself which addresses it has.
async function apiPaths() {
  const { origin } = await protectedGateway();
  const document = await (await fetch(`${origin}/api/v1/openapi.json`)).json();
  return Object.keys(document.paths);
}

for (const [name, read] of Object.entries(addresses))
  test(`${name}: each address of the API leads to Sallyport, and so does the sign-in`, async () => {
    const [own, openmetadata] = read();
    const leads = (path, paths) => paths.some((start) => path === start || path.startsWith(`${start}/`));
    for (const path of ['/callback', '/signed-out', '/frontchannel-logout', '/api/v1/auth/login', '/local-admin/setup']) assert.ok(leads(path, own), path);
    const paths = await apiPaths();
    assert.ok(paths.length > 60, `${paths.length}`);
    for (const path of paths.filter((path) => !['/', '/check', '/check/{asked}'].includes(path))) {
      assert.ok(leads(path, [...own, ...openmetadata]), path);
      if (/^\/(api\/sallyport|scim)\//.test(path)) assert.ok(leads(path, own), path);
    }
  });

test('Istio: nobody is asked about what belongs to Sallyport, and about nothing else', () => {
  assert.deepEqual(plain(find('istio', 'AuthorizationPolicy').spec.rules[0].to[0].operation.notPaths).sort(), addresses.Istio().flat().sort());
});
