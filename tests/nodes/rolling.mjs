// Every node is restarted, and every node gets another configuration, one after the other, and nobody notices.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cleanup, test, until } from '../support.mjs';
import { NOTICED_WITHIN } from './balancer.mjs';
import { Load } from './load.mjs';
import { Nodes } from './world.mjs';

// An application that takes its time, so that requests are under way when a node stops.
async function application(name) {
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => setTimeout(() => response.end(name), 30));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const routes = (...pairs) => `routes:\n${pairs.map(([path, upstream]) => `  - {path: ${path}, upstream: "${upstream}"}\n`).join('')}`;

// Sends what must not be sent twice, so that no balancer may repeat it.
const post = (path, wrong) => async (browser) => {
  const answer = await browser.send(`${browser.load.nodes.origin}${path}`, { method: 'POST', form: { a: 'b' }, headers: { 'sec-fetch-site': 'same-origin' } });
  if (answer.status !== 200 && answer.status < 500) wrong.push(answer.status);
};

const some = (load) => {
  const enough = load.records.length + 60;
  return until('requests', () => load.records.length > enough);
};

async function settled(load, wrong) {
  await some(load);
  await load.stop();
  assert.deepEqual(load.failures(), []);
  assert.deepEqual([load.wrong, wrong], [[], []]);
  assert.deepEqual(await load.lies(), []);
}

test('N-04, F-15: a rolling restart under load: no request fails', async () => {
  const upstream = await application('app');
  const nodes = await Nodes.start({ server: `  stopDelay: ${4 * NOTICED_WITHIN / 1000}s\n`, rest: routes(['/app', upstream]) });
  const wrong = [];
  const load = new Load(nodes, { use: post('/app', wrong) });
  await some(load);
  for (const node of nodes.all) {
    const stopped = node.process.stop('SIGTERM');
    await nodes.balancer.untilState(node.name, false);
    await some(load);
    assert.equal(await stopped, 0);
    await node.start();
    await nodes.balancer.untilState(node.name, true);
    await some(load);
  }
  await settled(load, wrong);
  console.log(`     ${load.records.length} requests, none failed, while ${nodes.all.length} nodes restarted`);
});

test('N-04, F-18: a rolling change of the configuration under load: no request fails, and in the end all nodes have the new one', async () => {
  const [upstream, other] = [await application('app'), await application('other')];
  const before = routes(['/app', upstream]);
  const nodes = await Nodes.start({ rest: before });
  const wrong = [];
  const load = new Load(nodes, { use: post('/app', wrong) });
  await some(load);
  const { session } = await nodes.enter();
  for (const node of nodes.all) {
    assert.equal(await nodes.status(session, node, '/other'), 404);
    const text = readFileSync(node.config, 'utf8');
    assert.ok(text.includes(before));
    writeFileSync(node.config, text.replace(before, routes(['/app', upstream], ['/other', other])));
    node.process.child.kill('SIGHUP');
    await until('the new configuration', () => node.lines('config_reload').some(({ outcome }) => outcome === 'taken'));
    assert.equal(await nodes.status(session, node, '/other'), 200);
    await some(load);
  }
  await settled(load, wrong);
  assert.deepEqual(await nodes.statuses(session), [204, 204, 204]);
});
