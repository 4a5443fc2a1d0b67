// The database below the nodes stops, hangs, changes its place, or is out of one node's reach.
import assert from 'node:assert/strict';
import { PostgresServer } from '../postgres_server.mjs';
import { test, timeUntil, until } from '../support.mjs';
import { Load } from './load.mjs';
import { StallingProxy } from './stalling_proxy.mjs';
import { Nodes, signOut } from './world.mjs';

const STALE_AFTER = 6000;  // milliseconds, in all these tests
const SURELY_TRUSTED = 4000;  // a node may have asked two seconds before the database went

const settings = { store: `  staleAfter: ${STALE_AFTER / 1000}s\n` };

// Waits until every node lets that session in, and people sign in at each node. Returns how long it took since `since`.
async function well(nodes, session, since) {
  const isWell = async (node) => (await nodes.status(session, node).catch(() => 0)) === 204 && (await nodes.enter(node)).session !== undefined;
  const times = await Promise.all(nodes.all.map((node) => timeUntil(node.name, () => isWell(node), since)));
  await timeUntil('HAProxy', async () => Object.values(await nodes.balancer.states()).every(Boolean), since);
  return Math.max(...times);
}

// For timeUntil(): true, or the status that came instead.
const says = async (status, asked) => {
  const got = await asked;
  return got === status || got;
};

// A session that is in the cache of each node.
async function cached(nodes) {
  const { session } = await nodes.enter();
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
  return session;
}

// What people see who want to sign in.
async function refusedWithPage(nodes) {
  const { answer, session } = await nodes.enter();
  assert.equal(answer.status, 503, answer.text);
  assert.equal(session, undefined);
  assert.match(answer.headers['content-type'], /^text\/html/);
  assert.match(answer.text, /What to do/, 'a page of ours');
}

// The database is taken away, stays away until no node trusts its cache, and comes back.
async function outage(away, back) {
  const postgres = await PostgresServer.start();
  const nodes = await Nodes.start({ ...settings, url: postgres.newDatabase() });
  const session = await cached(nodes);
  const gone = performance.now();
  await away(postgres);
  const age = () => performance.now() - gone;
  const refused = refusedWithPage(nodes);
  refused.catch(() => {});  // it is awaited below
  while (age() < STALE_AFTER / 2) {
    const statuses = [...(await nodes.statuses(session)), await nodes.status(session)];
    if (age() < SURELY_TRUSTED) assert.deepEqual(statuses, [204, 204, 204, 204], `from the caches, ${age()} ms after the database went`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await refused;
  await Promise.all(nodes.all.map((node) => timeUntil(node.name, () => says(503, nodes.status(session, node)), gone)));
  await back(postgres);
  const returned = performance.now();
  console.log(`     all is well ${(await well(nodes, session, returned)).toFixed(0)} ms after the database is back`);
  for (const node of nodes.all) assert.deepEqual([node.lines('store_out_of_sight').length, (await node.heard('store_in_sight')).length], [1, 1]);
}

test('N-05, F-09: the database stops: caches go on for store.staleAfter, sign-ins get a page, all is well soon after it is back', () =>
  outage((postgres) => postgres.stop(), (postgres) => postgres.run()));

test('N-05, F-09: the database hangs: the same', () => outage((postgres) => postgres.freeze(), (postgres) => postgres.thaw()));

test('N-05, F-12: the database crashes and starts again under load: nothing that was acknowledged is lost', async () => {
  const postgres = await PostgresServer.start();
  const nodes = await Nodes.start({ ...settings, url: postgres.newDatabase() });
  const session = await cached(nodes);
  const load = new Load(nodes);
  for (let round = 0; round < 3; round += 1) {
    const enough = load.signedIn + 20;
    await until('sign-ins', () => load.signedIn >= enough);
    await postgres.stop('SIGQUIT');
    await postgres.run();
    await well(nodes, session, performance.now());
  }
  await load.stop();
  assert.ok(load.failures().every(({ status }) => status === 503), JSON.stringify(load.failures()));
  assert.deepEqual([load.wrong, await load.lies()], [[], []]);
});

test('N-05, F-16: the primary dies and its synchronous standby is promoted: nothing that was acknowledged is lost', async () => {
  const primary = await PostgresServer.start();
  primary.newDatabase();
  const standby = await primary.standby();
  const hosts = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`;
  const nodes = await Nodes.start({ ...settings, url: `postgresql://sallyport@${hosts}/${primary.database}` });
  const session = await cached(nodes);
  const load = new Load(nodes);
  await until('sign-ins', () => load.signedIn >= 30);
  await primary.stop('SIGQUIT');
  await standby.promote();
  const promoted = performance.now();
  console.log(`     all is well ${(await well(nodes, session, promoted)).toFixed(0)} ms after the promotion`);
  const later = load.signedIn + 20;
  await until('sign-ins', () => load.signedIn >= later);
  await load.stop();
  assert.ok(load.failures().every(({ status }) => status === 503), JSON.stringify(load.failures()));
  assert.deepEqual([load.wrong, await load.lies()], [[], []]);
  const count = Number(standby.ask('SELECT count(*) FROM session', primary.database)[0][0]);
  assert.ok(count > 0 && standby.ask('SELECT pg_is_in_recovery()')[0][0] === 'f');
});

test('N-07, SES-04: a node is cut off from the database: a session that ended elsewhere dies there within store.staleAfter', async () => {
  const postgres = await PostgresServer.start();
  postgres.newDatabase();
  const proxy = await StallingProxy.start(postgres.port);
  const direct = postgres.url(postgres.database);
  const nodes = await Nodes.start({ ...settings, url: (i) => (i === 2 ? direct.replace(`:${postgres.port}/`, `:${proxy.port}/`) : direct) });
  const [first, second, third] = nodes.all;
  const stays = await cached(nodes);
  const { browser, session } = await nodes.enter(first);
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
  proxy.stall();
  assert.equal(await signOut(nodes, browser), 302);
  await timeUntil('the end at a node that hears it', () => says(401, nodes.status(session, second)));
  assert.equal(await nodes.status(session, third), 204, 'it is alive where nobody can know');
  await timeUntil('the end at the node that is cut off', async () => (await nodes.status(session, third)) !== 204);
  await nodes.balancer.untilState(third.name, false);
  for (let i = 0; i < 6; i += 1) assert.equal(await nodes.status(stays), 204, 'HAProxy knows who can tell');
  assert.equal(await nodes.status(stays, third), 503, 'the others fail closed there');
  proxy.goOn();
  await timeUntil('the node', () => says(204, nodes.status(stays, third)));
  assert.equal(await nodes.status(session, third), 401);
  await timeUntil('HAProxy', async () => (await nodes.balancer.states())[third.name]);
});
