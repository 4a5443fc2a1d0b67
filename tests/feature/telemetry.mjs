// Traces and metrics that go to an OpenTelemetry collector. The collector here checks the shape of everything it gets.
import assert from 'node:assert/strict';
import http from 'node:http';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, test, until } from '../support.mjs';
import { Browser, atIdp, check, signIn, startGateway, startUpstream } from './world.mjs';

const HEX = (size) => new RegExp(`^[0-9a-f]{${size}}$`);
const NANOSECONDS = /^[1-9]\d{18}$/;

function checkAttributes(attributes) {
  for (const { key, value, ...more } of attributes) {
    assert.equal(typeof key, 'string');
    assert.deepEqual(Object.keys(value), ['stringValue']);
    assert.deepEqual(more, {});
  }
}
const named = (attributes) => Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

// Checks a message of opentelemetry-proto in its JSON form, and returns its items with their resource.
function itemsOf(message, signal, items) {
  assert.deepEqual(Object.keys(message), [`resource${signal}`]);
  return message[`resource${signal}`].flatMap(({ resource, ...scopes }) => {
    checkAttributes(resource.attributes);
    assert.deepEqual(Object.keys(scopes), [`scope${signal}`]);
    return scopes[`scope${signal}`].flatMap(({ scope, [items]: all }) => {
      assert.equal(scope.name, 'sallyport');
      return all.map((item) => ({ ...item, resource: named(resource.attributes) }));
    });
  });
}

function checkSpan(span) {
  assert.match(span.traceId, HEX(32));
  assert.match(span.spanId, HEX(16));
  if (span.parentSpanId !== undefined) assert.match(span.parentSpanId, HEX(16));
  assert.ok([1, 2, 3].includes(span.kind));
  for (const time of [span.startTimeUnixNano, span.endTimeUnixNano]) assert.match(time, NANOSECONDS);
  assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
  assert.ok(Math.abs(Number(BigInt(span.endTimeUnixNano) / 1_000_000n) - Date.now()) < 1_200_000);  // tests move the clock
  checkAttributes(span.attributes);
}

function checkMetric(metric) {
  const data = metric.sum ?? metric.gauge;
  if (metric.sum) assert.deepEqual([metric.sum.isMonotonic, metric.sum.aggregationTemporality], [true, 2]);
  for (const point of data.dataPoints) {
    assert.match(point.asInt, /^\d+$/);
    assert.match(point.timeUnixNano, NANOSECONDS);
    if (metric.sum) assert.match(point.startTimeUnixNano, NANOSECONDS);
    checkAttributes(point.attributes);
  }
}

async function startCollector() {
  const collector = { spans: [], metrics: new Map(), headers: [], wrong: [], status: 200 };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      collector.headers.push(request.headers);
      if (collector.status === 200) {
        try {
          assert.equal(request.method, 'POST');
          assert.equal(request.headers['content-type'], 'application/json');
          const message = JSON.parse(body);
          if (request.url === '/v1/traces') {
            const spans = itemsOf(message, 'Spans', 'spans');
            spans.forEach(checkSpan);
            collector.spans.push(...spans);
          } else {
            assert.equal(request.url, '/v1/metrics');
            const metrics = itemsOf(message, 'Metrics', 'metrics');
            metrics.forEach(checkMetric);
            for (const metric of metrics) collector.metrics.set(metric.name, metric);
          }
        } catch (error) {
          collector.wrong.push(error);
        }
      }
      response.writeHead(collector.status, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  collector.endpoint = `http://127.0.0.1:${server.address().port}`;
  collector.find = (name) => collector.spans.find((span) => span.name === name);
  return collector;
}

async function world(collector, rest = '', more = '') {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const telemetry = collector ? `telemetry:\n  endpoint: ${collector.endpoint}\n  metricsEvery: 1s\n${more}` : '';
  return { idp, gateway: await startGateway({ name: 'telemetry', authentication: atIdp(idp), movable: true, rest: telemetry + rest }) };
}

test('telemetry: a sign-in and a renewal are spans, and metrics come by themselves', async () => {
  const collector = await startCollector();
  const { idp, gateway } = await world(collector, 'sessions: {renewEvery: 10m}\n', '  headers: "authorization=Basic%20YTpi"\n  serviceName: door\n');
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  gateway.clock.forward(700);
  idp.clockOffset += 700;
  await check(browser, gateway);
  await until('the spans', () => ['sign-in', 'callback', 'renewal'].every(collector.find));
  const asked = (path) => collector.spans.filter(({ name, attributes }) => name === 'provider' && named(attributes)['url.path'].endsWith(path));
  await until('the requests to the provider', () => asked('/token').length === 2 && asked('/openid-configuration').length > 0 && asked('/keys').length > 0);
  const [redeemed, renewed] = asked('/token');
  assert.deepEqual([named(redeemed.attributes)['http.response.status_code'], redeemed.kind], ['200', 3]);
  assert.equal(named(redeemed.attributes)['sallyport.request_id'], named(collector.find('callback').attributes)['sallyport.request_id']);
  assert.deepEqual([renewed.traceId, renewed.parentSpanId], [collector.find('renewal').traceId, collector.find('renewal').spanId]);
  await until('the metrics', () => collector.metrics.get('sallyport_renewals_total')?.sum.dataPoints[0].asInt === '1');
  assert.deepEqual(collector.wrong, []);
  const back = collector.find('callback');
  assert.equal(back.resource['service.name'], 'door');
  assert.deepEqual(back.status, {});
  assert.equal(named(back.attributes)['http.response.status_code'], '303');
  assert.equal(named(collector.find('sign-in').attributes)['http.route'], '/api/v1/auth/login');
  assert.equal(collector.metrics.get('sallyport_sign_ins_total').sum.dataPoints[0].asInt, '1');
  assert.ok(collector.metrics.get('sallyport_connections_open').gauge);
  for (const headers of collector.headers) assert.equal(headers.authorization, 'Basic YTpi');
});

test('telemetry: what passes to an application joins the trace of its request, where that is recorded', async () => {
  const collector = await startCollector();
  const upstream = await startUpstream();
  const { gateway } = await world(collector, `routes:\n  - {path: /app, upstream: "${upstream.url}", access: public}\n  - {path: /away, upstream: "http://127.0.0.1:1", access: public}\n`);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const get = (path, flags) => new Browser().send(`${gateway.origin}${path}`, { headers: flags ? { traceparent: `00-${trace}-00f067aa0ba902b7-${flags}` } : {} });
  await get('/app');
  await get('/app', '00');
  assert.equal((await get('/app', '01')).status, 200);
  assert.equal((await get('/away', '01')).status, 502);
  const spans = () => collector.spans.filter(({ name }) => name === 'upstream');
  await until('the spans', () => spans().length >= 2);
  assert.deepEqual(collector.wrong, []);
  assert.equal(spans().length, 2, 'the others were not recorded');
  for (const { traceId, parentSpanId, kind } of spans()) assert.deepEqual([traceId, parentSpanId, kind], [trace, '00f067aa0ba902b7', 3]);
  assert.deepEqual(spans().map(({ status }) => status), [{}, { code: 2 }]);
  assert.equal(named(spans()[0].attributes)['server.address'], upstream.url);
});

test('telemetry: a collector that fails costs nobody anything, gets the spans later, and is one line in the log', async () => {
  const collector = await startCollector();
  collector.status = 503;
  const { gateway } = await world(collector);
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  assert.equal((await check(browser, gateway)).status, 204);
  await gateway.heard('telemetry_failed');
  assert.deepEqual(collector.spans, []);
  collector.status = 200;
  await until('the spans', () => ['sign-in', 'callback'].every(collector.find));
  await gateway.heard('telemetry_works');
  assert.equal(gateway.lines('telemetry_failed').length, 1);
  assert.match(await gateway.metrics(), /^sallyport_telemetry_spans_dropped_total 0$/m);
  assert.match(await gateway.metrics(), /^sallyport_telemetry_failures_total [1-9]/m);
});

test('telemetry: what waits is sent before the process ends', async () => {
  const collector = await startCollector();
  const { gateway } = await world(collector);
  await signIn(new Browser(), gateway, '/signed-out');
  assert.equal(await gateway.process.stop(), 0);
  assert.deepEqual(collector.wrong, []);
  assert.ok(collector.find('callback'));
});

test('telemetry: nothing is sent unless it is configured', async () => {
  const { gateway } = await world(undefined);
  assert.doesNotMatch(await gateway.metrics(), /sallyport_telemetry/);
});
