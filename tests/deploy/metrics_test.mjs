// The alert rules and the dashboard, against the metrics of a running gateway and with Debian's promtool.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWebGateway } from '../interop/gateway.mjs';
import { Skip, temporaryFolder, test, write } from '../support.mjs';

const root = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const RULES = root('deploy/prometheus/sallyport.rules.yaml');
const dashboard = JSON.parse(readFileSync(root('deploy/grafana/sallyport.json'), 'utf8'));

// `./run test` takes promtool out of Debian's package without installing it, because the package starts a server.
const PROMTOOL = [root('build/deploy/promtool'), '/usr/bin/promtool'].find((path) => existsSync(path));

function promtool(words, input) {
  if (!PROMTOOL) throw new Skip("promtool of Debian's package prometheus is not in build/deploy");
  return spawnSync(PROMTOOL, words, { encoding: 'utf8', timeout: 60_000, input });
}

const must = ({ status, stdout, stderr }) => assert.equal(status, 0, stdout + stderr);
let gateway;
const metrics = async () => (await fetch(`http://127.0.0.1:${(await (gateway ??= startWebGateway())).adminPort}/metrics`)).text();
const expressions = () => dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

// What Grafana puts in before it asks Prometheus.
const asked = (expr) => expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(job|instance)/g, '.*');

async function assertKnown(text, where) {
  const known = new Set([...(await metrics()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
  assert.ok(known.has('sallyport_requests_total'));
  const named = [...text.matchAll(/\bsallyport_\w+/g)].map(([name]) => name);
  assert.ok(named.length > 0, where);
  for (const name of named) assert.ok(known.has(name), `${where}: the gateway has no metric ${name}`);
}

test('metrics: promtool has nothing to say about what /metrics prints', async () => {
  const { status, stdout, stderr } = promtool(['check', 'metrics'], await metrics());
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});

test('alert rules: promtool accepts them', () => must(promtool(['check', 'rules', RULES])));

test('alert rules: each fires on what it is for, and is silent where all is well', () => {
  const cases = readFileSync(new URL('alerts.yaml', import.meta.url), 'utf8');
  for (const [, name] of readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)) assert.ok(cases.split(name).length > 2, `${name} has both tests`);
  must(promtool(['test', 'rules', write(join(temporaryFolder('alerts'), 'cases.yaml'), cases.replace('RULES', RULES))]));
});

test('alert rules: they use only metrics that the gateway has', async () => {
  const text = readFileSync(RULES, 'utf8').replaceAll(/^ +(description|summary): .*$/gm, '');
  await assertKnown(text, 'the rules');
});

test('dashboard: each panel asks for metrics that the gateway has, in an expression that Prometheus accepts', async () => {
  for (const { title, expr } of expressions()) if (!expr.includes('up{')) await assertKnown(expr, title);
  const rules = expressions().map(({ expr }, i) => `      - {record: "panel:${i}", expr: ${JSON.stringify(asked(expr))}}`);
  const file = write(join(temporaryFolder('dashboard'), 'rules.yaml'), `groups:\n  - name: panels\n    rules:\n${rules.join('\n')}\n`);
  must(promtool(['check', 'rules', file]));
});

test('dashboard: panels do not overlap, have ids of their own, and say what they show', () => {
  const { panels } = dashboard;
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = new Set();
  for (const { title, description, gridPos: { x, y, w, h } } of panels) {
    assert.ok(title && description, title);
    assert.ok(x + w <= 24, title);
    for (let column = x; column < x + w; column += 1) {
      for (let row = y; row < y + h; row += 1) {
        assert.ok(!cells.has(`${column},${row}`), `${title} overlaps another`);
        cells.add(`${column},${row}`);
      }
    }
  }
});
