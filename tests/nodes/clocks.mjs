// Nodes whose clocks differ: what they compare are the database's times, so they agree.
import assert from 'node:assert/strict';
import { PostgresServer } from '../postgres_server.mjs';
import { test, timeUntil, until } from '../support.mjs';
import { sessionOf } from '../feature/world.mjs';
import { Nodes, signOut } from './world.mjs';

const OFFSETS = [30, -30, 0];  // seconds

async function world(settings) {
  const postgres = await PostgresServer.start({ movable: true });
  const nodes = await Nodes.start({ url: postgres.newDatabase(), offsets: OFFSETS, balanced: false, ...settings });
  // Moves every clock: the nodes', the database's and the provider's.
  const pass = (seconds) => {
    postgres.clock.forward(seconds);
    for (const node of nodes.all) node.clock.forward(seconds);
    nodes.idp.clockOffset += seconds;
  };
  const ask = (sql) => postgres.ask(sql, postgres.database);
  return { nodes, pass, ask };
}

test('N-06: clocks 30 s apart: a sign-in goes from node to node, and each writes the time of the database', async () => {
  const { nodes, ask } = await world();
  for (const begun of nodes.all) {
    for (const ended of nodes.all.filter((node) => node !== begun)) {
      const browser = nodes.browser(begun);
      const toProvider = await browser.send(`${nodes.origin}/api/v1/auth/login?redirectUri=/signed-out`);
      const back = await browser.send(toProvider.location);
      browser.node = ended;
      const answer = await browser.send(back.location);
      assert.equal(answer.status, 303, `${begun.name}, ${ended.name}: ${answer.text}`);
      const session = sessionOf(browser, nodes.origin);
      assert.deepEqual(await nodes.statuses(session), [204, 204, 204], `${begun.name}, ${ended.name}`);
      const [[late]] = ask('SELECT floor(extract(epoch FROM clock_timestamp())) - max(created) FROM session');
      assert.ok(Math.abs(Number(late)) <= 5, `${ended.name} wrote a time that is ${late} s old`);
      assert.equal(await signOut(nodes, browser), 302);
      await timeUntil('the end', async () => (await nodes.statuses(session)).every((status) => status === 401));
    }
  }
});

test('N-06: clocks 30 s apart: a session is good and expired at the same moment on each node, wherever it began', async () => {
  const { nodes, pass, ask } = await world({ rest: 'sessions: {idle: 20m, absolute: 30m}\n' });
  const began = performance.now();
  const sessions = [];
  for (const node of nodes.all) sessions.push((await nodes.enter(node)).session);
  const everywhere = async () => (await Promise.all(sessions.map((session) => nodes.statuses(session)))).flat();
  for (let minutes = 0; minutes < 29; minutes += 14.5) {
    assert.deepEqual(new Set(await everywhere()), new Set([204]), `after ${minutes} minutes`);
    await until('the visits to be written down', () => Number(ask('SELECT min(last_seen - created) FROM session')[0][0]) >= minutes * 60 - 10);
    pass(14.5 * 60);
  }
  pass(Math.floor(60 - 15 - (performance.now() - began) / 1000));
  assert.deepEqual(new Set(await everywhere()), new Set([204]), 'fifteen seconds before the end');
  pass(25);
  assert.deepEqual(new Set(await everywhere()), new Set([401]), 'ten seconds after the end');
});

test('N-06: clocks 30 s apart: a session that is due is renewed by the first node that is asked, and by no other', async () => {
  const { nodes, pass } = await world({ rest: 'sessions: {renewEvery: 10m}\n' });
  const { session } = await nodes.enter(nodes.all[1]);
  const asked = () => nodes.idp.counts.token;
  const before = asked();
  pass(10 * 60 - 20);
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
  assert.equal(asked(), before, 'not due yet, not even where the clock is ahead');
  pass(40);
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
  await timeUntil('the renewal', async () => (await nodes.statuses(session), asked() > before));
  assert.equal(asked(), before + 1);
  for (const node of nodes.all) assert.equal(await nodes.status(session, node), 204);
  assert.equal(asked(), before + 1);
});

test("N-06, F-07: somebody sets a node's clock while it runs: nobody is signed out for a moment, and nobody stays longer", async () => {
  const { nodes, pass } = await world({ rest: 'sessions: {idle: 20m, absolute: 30m}\n' });
  const [first] = nodes.all;
  const { session } = await nodes.enter(first);
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
  for (const jump of [3600, -7200]) {
    const jumps = first.lines('clock_jumped').length;
    first.clock.forward(jump);
    const answers = new Set();
    await until('the node to notice', async () => {
      answers.add(await nodes.status(session, first));
      return first.lines('clock_jumped').length > jumps;
    });
    assert.deepEqual(answers, new Set([204]), `after ${jump} s`);
    assert.ok((await nodes.enter(nodes.all[2])).session);
  }
  pass(15 * 60);
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
  pass(15 * 60 + 5);
  assert.deepEqual(await nodes.statuses(session), [401, 401, 401]);
});
