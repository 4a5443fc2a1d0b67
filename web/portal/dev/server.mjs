// Serves the built portal with the headers of the binary, a sign-in that asks nobody, and Graph over objects in memory.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerGraph } from './graph.mjs';
import { makeWorld } from './world.mjs';

const kSite = join(fileURLToPath(import.meta.url), '../../../../build/web/portal/site');
const kTypes = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function idToken(world, origin, clientId, nonce) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: clientId, iss: `${origin}/${world.tenant.id}/v2.0`, iat: now, nbf: now, exp: now + 3600, nonce,
    name: world.me.displayName, preferred_username: world.me.userPrincipalName, oid: world.me.id, tid: world.tenant.id,
    sub: createHash('sha256').update(world.me.id).digest('base64url'), ver: '2.0',
  };
  return `${base64url({ typ: 'JWT', alg: 'RS256' })}.${base64url(claims)}.c2lnbmF0dXJl`;
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

function page(response) {
  const nonce = randomBytes(16).toString('base64url');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(readFileSync(join(kSite, 'index.html'), 'utf8').replaceAll('SALLYPORT-NONCE', nonce));
}

const codes = new Map(); // code -> nonce

function authorize(url, response) {
  const code = randomBytes(16).toString('base64url');
  codes.set(code, url.searchParams.get('nonce'));
  const answer = new URLSearchParams({ code, state: url.searchParams.get('state') });
  response.writeHead(302, { location: `${url.searchParams.get('redirect_uri')}#${answer}` });
  response.end();
}

function token(world, origin, form, response) {
  if (form.get('client_id') !== world.portalClient)
    return json(response, 401, { error: 'invalid_client', error_description: 'AADSTS7000218: The request body must contain the following parameter: \'client_assertion\' or \'client_secret\'.', error_codes: [7000218] });
  return json(response, 200, {
    token_type: 'Bearer', scope: form.get('scope'), expires_in: 3600, ext_expires_in: 3600, access_token: `dev.${randomUUID()}`,
    refresh_token: randomUUID(), id_token: idToken(world, origin, world.portalClient, codes.get(form.get('code'))),
    client_info: base64url({ uid: world.me.id, utid: world.tenant.id }),
  });
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

// Resolves with { origin, world, close } once the server listens. `applications` is how many more are registered.
export async function startDevServer(port, applications = 0) {
  const world = makeWorld(applications);
  const server = http.createServer(async (request, response) => {
    const origin = `http://${request.headers.host}`;
    const url = new URL(request.url, origin);
    const text = await bodyOf(request);
    if (url.pathname.startsWith('/v1.0/')) {
      const { status, body } = answerGraph(world, origin, request.method, url, text === '' ? undefined : JSON.parse(text));
      return json(response, status, body);
    }
    if (url.pathname.endsWith('/oauth2/v2.0/authorize')) return authorize(url, response);
    if (url.pathname.endsWith('/oauth2/v2.0/token')) return token(world, origin, new URLSearchParams(text), response);
    if (url.pathname.startsWith('/portal/assets/')) {
      response.writeHead(200, { 'content-type': kTypes[extname(url.pathname)] });
      return response.end(readFileSync(join(kSite, url.pathname.slice('/portal/'.length))));
    }
    if (/^\/portal(\/|$)/.test(url.pathname)) return page(response);
    response.writeHead(404);
    return response.end();
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://localhost:${port}`, world, close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await startDevServer(Number(process.argv[2] ?? 5173), Number(process.argv[3] ?? 0));
  console.log(`${origin}/portal`);
}
