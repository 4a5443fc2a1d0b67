// A person in more groups than fit into a token. Graph returns all of them; if it does not, no group admits the person.
import assert from 'node:assert/strict';
import { CLIENT, Idp } from '../evil_idp/idp.mjs';
import { cleanup, test, until } from '../support.mjs';
import { GROUP, IMPLICIT, PASSWORD, SECRET, WEB, confidentialAt, directory, publicAt, signInAs, startDirectory } from './entra.mjs';
import { Browser, atIdp, check, keepSecret, signIn, startGateway } from './world.mjs';

const byGroup = `roleMapping:\n  - {group: ${GROUP}, role: Steward}\n`;
const graphGroups = (gateway) => JSON.parse(gateway.rows('SELECT group_ids FROM session')[0].group_ids);

test('250 groups: resolved through Graph, and the role of a group is given', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there), rest: byGroup });
  const { browser } = await signInAs('dave', gateway);
  const seen = await check(browser, gateway, '/check?role=Steward');
  assert.equal(seen.status, 204);
  assert.equal(graphGroups(gateway).length, 250);
  assert.ok(graphGroups(gateway).includes(GROUP));
  assert.match(await gateway.metrics(), /^sallyport_group_overage_resolved_total 1$/m);
});

test('few groups come in the token: Graph is not asked', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there), rest: byGroup });
  const { browser } = await signInAs('alice', gateway);
  assert.equal((await check(browser, gateway, '/check?role=Steward')).status, 403);
  assert.match(await gateway.metrics(), /^sallyport_group_overage_resolved_total 0$/m);
});

// A provider like Entra ID, whose tokens say that there are too many groups, and a Graph that can be switched off.
async function overageAtIdp(settings) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const graph = { groups: [GROUP, ...Array.from({ length: 249 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`)], up: true, asked: 0 };
  idp.switches.claims = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x/users/y/getMemberObjects' } } };
  idp.switches.unknown = (request, response) => {
    graph.asked += 1;
    graph.path = request.url;
    keepSecret(request.headers.authorization?.split(' ')[1], 'Graph token');
    response.writeHead(graph.up ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(graph.up ? { value: graph.groups } : { error: { code: 'ServiceUnavailable', message: 'later' } }));
  };
  const gateway = await startGateway({ authentication: atIdp(idp), rest: `${byGroup}sessions: {renewEvery: 10m}\n`, ...settings });
  return { idp, graph, gateway };
}

test('overage survives the refresh: asked anew, and a group that was taken away is gone', async () => {
  const { idp, graph, gateway } = await overageAtIdp({ movable: true });
  const browser = new Browser();
  await signIn(browser, gateway);
  const pass = () => {
    gateway.clock.forward(11 * 60);
    idp.clockOffset += 11 * 60;
  };
  assert.equal((await check(browser, gateway, '/check?role=Steward')).status, 204);
  assert.match(graph.path, /^\/v1\.0\/users\/00000000-0000-4000-8000-00000000a11c\/getMemberObjects$/, 'our own address of Graph, not the one in the token');
  pass();
  assert.equal((await check(browser, gateway, '/check?role=Steward')).status, 204);
  assert.equal(graph.asked, 2);
  graph.groups.shift();
  pass();
  assert.equal((await check(browser, gateway, '/check?role=Steward')).status, 403);
  assert.equal(graphGroups(gateway).length, 249);
});

test('JWT-26: Graph is down: no sign-in by groups, and a refresh does not go on with old ones for ever', async () => {
  const { idp, graph, gateway } = await overageAtIdp({ movable: true });
  graph.up = false;
  const refused = await signIn(new Browser(), gateway);
  assert.equal(refused.status, 503);
  gateway.expectSessions(0);
  gateway.expectPeople(0, 'nobody is made of half a truth');
  graph.up = true;
  const browser = new Browser();
  await signIn(browser, gateway);
  graph.up = false;
  gateway.clock.forward(25 * 60);
  idp.clockOffset += 25 * 60;
  assert.equal((await check(browser, gateway, '/check?role=Steward')).status, 503);
});

test('JWT-26: a bearer token with overage: resolved through Graph, and fails closed when Graph is down', async () => {
  const { idp, graph, gateway } = await overageAtIdp({});
  const token = (extra) => {
    const made = idp.sign(idp.claims({ aud: `api://${CLIENT}`, scp: 'access_as_user', azp: CLIENT, ...idp.switches.claims, ...extra }));
    keepSecret(made, 'access token');
    return made;
  };
  const ask = (made, role = 'Steward') => new Browser().send(`${gateway.origin}/check?role=${role}`, { headers: { authorization: `Bearer ${made}` } });
  const good = await ask(token());
  assert.equal(good.status, 204, `${good.text}\n${gateway.output}`);
  assert.ok(graph.asked >= 1);
  graph.up = false;
  const somebody = token({ oid: '00000000-0000-4000-8000-00000000b0b0', sub: 'another', preferred_username: 'bob@contoso.example', email: 'bob@contoso.example' });
  assert.equal((await ask(somebody)).status, 503);
});

test('a public client has nothing to ask Graph with: overage is refused where groups decide', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: publicAt(there, IMPLICIT), rest: byGroup });
  const { answer } = await signInAs('dave', gateway);
  assert.equal(answer.status, 403);
  assert.match(answer.text, /more groups than a token can hold/);
  gateway.expectSessions(0);
});

test('the directory goes away: sign-in says so, sessions go on', async () => {
  const there = await startDirectory();
  const gateway = await startGateway({ authentication: confidentialAt(there), rest: byGroup });
  const { browser } = await signInAs('dave', gateway);
  await there.process.stop();
  assert.equal((await check(browser, gateway, '/check?role=Steward')).status, 204);
  assert.equal((await fetch(`${gateway.admin}/readyz`)).status, 200);
});

test('an access token of the directory for the API, with 250 groups, opens /check as bearer', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there), rest: byGroup });
  const back = 'http://localhost/callback';
  const browser = new Browser();
  const page = await browser.get(`${there.httpAuthority}/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: WEB, response_type: 'code', response_mode: 'query', redirect_uri: back,
    scope: `openid ${WEB}/.default`, state: 's-0123456789', nonce: 'n-0123456789' })}`);
  const answer = await browser.signIn(page, 'dave@contoso.example', PASSWORD, { stop: (url) => url.startsWith(back) });
  const made = await browser.send(`${there.httpAuthority}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', client_id: WEB,
    client_secret: SECRET, redirect_uri: back, code: new URL(answer.location).searchParams.get('code'), scope: `${WEB}/.default` }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const { access_token: token } = JSON.parse(made.text);
  assert.ok(token, made.text);
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  assert.ok(claims._claim_names || claims.hasgroups, JSON.stringify(claims));
  const seen = await new Browser().send(`${gateway.origin}/check?role=Steward`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(seen.status, 204, `${seen.text}\n${gateway.output}`);
  await until('one question to Graph', async () => /group_overage_resolved_total 1$/m.test(await gateway.metrics()));
});
