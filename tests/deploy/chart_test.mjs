// The Helm chart: `helm lint` and `helm template` of ten sets of values, each document against its schema, and what the
// documents must say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { selfSigned } from '../certificates.mjs';
import { temporaryFolder, test, write } from '../support.mjs';
import { helm } from './helm.mjs';
import { assertKubernetes } from './kubernetes.mjs';

const BINARY = process.argv[2];
const CHART = fileURLToPath(new URL('../../deploy/helm/sallyport', import.meta.url));
const VALUES = fileURLToPath(new URL('values', import.meta.url));
const SETS = readdirSync(VALUES).map((file) => file.replace('.yaml', ''));
const APIS = ['monitoring.coreos.com/v1', 'gateway.networking.k8s.io/v1', 'cert-manager.io/v1', 'external-secrets.io/v1'];

const documentsIn = (text) => parseAllDocuments(text).map((document) => {
  assert.deepEqual(document.errors, []);
  return document.toJS();
}).filter(Boolean);

const template = (release, set, ...words) => helm('template', release, CHART, '--namespace', 'identity', '--kube-version', '1.34.0', '--values', join(VALUES, `${set}.yaml`),
  ...APIS.flatMap((api) => ['--api-versions', api]), ...words);

const rendered = new Map();

// The documents of a set of values.
function render(set) {
  if (!rendered.has(set)) {
    const { code, out, all } = template('data', set);
    assert.equal(code, 0, all);
    rendered.set(set, documentsIn(out));
  }
  return rendered.get(set);
}

const only = (documents, kind) => documents.filter((document) => document.kind === kind);
const one = (set, kind, name) => {
  const found = only(render(set), kind).filter((document) => !name || document.metadata.name === name);
  assert.equal(found.length, 1, `${set}: ${kind} ${name ?? ''}`);
  return found[0];
};
const workload = (set) => render(set).find(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment');
const podOf = (set) => workload(set).spec.template;

// What `helm template` says to values that are refused, on top of the smallest good ones.
function refusal(values) {
  const file = write(join(temporaryFolder('values'), 'values.yaml'), JSON.stringify(values));
  const { code, all } = template('data', 'minimal', '--values', file);
  assert.notEqual(code, 0, `accepted: ${JSON.stringify(values)}`);
  return all;
}

test('chart: there are ten sets of values', () => assert.equal(SETS.length, 10));

for (const set of SETS) {
  test(`chart, ${set}: helm lint has nothing to say, and each document fits its schema`, async () => {
    const { code, all } = helm('lint', CHART, '--strict', '--values', join(VALUES, `${set}.yaml`));
    assert.equal(code, 0, all);
    const documents = render(set);
    await assertKubernetes(documents);
    const names = documents.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    assert.equal(new Set(names).size, names.length, 'no two documents have one name');
    for (const { kind, metadata } of documents.filter(({ metadata: { name } }) => name !== 'data-more'))
      for (const label of ['helm.sh/chart', 'app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/version', 'app.kubernetes.io/managed-by'])
        assert.ok(metadata.labels?.[label], `${kind} ${metadata.name}: ${label}`);
  });

  test(`chart, ${set}: every container is without root, rights and a writable root file system`, () => {
    const { spec } = podOf(set);
    assert.deepEqual([spec.securityContext.runAsNonRoot, spec.securityContext.runAsUser, spec.securityContext.seccompProfile.type], [true, 2000, 'RuntimeDefault']);
    assert.equal(spec.automountServiceAccountToken, false);
    const ours = [...(spec.initContainers ?? []), ...spec.containers].filter(({ name }) => ['sallyport', 'config-check'].includes(name));
    assert.ok(ours.length > 0);
    for (const { securityContext } of ours)
      assert.deepEqual(securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
  });

  test(`chart, ${set}: probes, services and monitors name ports that the pod has, and mounts name its volumes`, () => {
    const { spec } = podOf(set);
    const container = spec.containers.find(({ name }) => name === 'sallyport');
    const ports = container.ports.map(({ name }) => name);
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) assert.equal(container[probe].httpGet.port, 'http-admin');
    assert.deepEqual(['startupProbe', 'readinessProbe', 'livenessProbe'].map((probe) => container[probe].httpGet.path), ['/readyz', '/readyz', '/healthz']);
    for (const service of only(render(set), 'Service')) {
      for (const { targetPort } of service.spec.ports) assert.ok(ports.includes(targetPort), targetPort);
      for (const [label, value] of Object.entries(service.spec.selector)) assert.equal(podOf(set).metadata.labels[label], value);
    }
    assert.deepEqual(workload(set).spec.selector.matchLabels, only(render(set), 'Service')[0].spec.selector);
    const volumes = [...(spec.volumes ?? []), ...(workload(set).spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)].map(({ name }) => name);
    for (const each of [...(spec.initContainers ?? []), ...spec.containers])
      for (const { name } of each.volumeMounts ?? []) assert.ok(volumes.includes(name), `${each.name}: ${name}`);
  });
}

// The configuration of a set, as a start in the pod would read it: the mounted secrets are files of this machine.
function check(set) {
  const folder = temporaryFolder('chart');
  const { pem, key } = (() => {
    const { certFile, keyFile } = selfSigned();
    return { pem: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  })();
  for (const name of ['client', 'tls', 'store', 'key', 'data']) mkdirSync(join(folder, name), { mode: 0o700 });
  for (const [name, text] of [['client/client-secret', 'a-secret'], ['client/value', 'a-secret'], ['client/tls.crt', pem], ['client/tls.key', key],
    ['tls/tls.crt', pem], ['tls/tls.key', key], ['store/password', 'a-password'], ['key/key', '0123456789abcdef0123456789abcdef'], ['token', 'eyJ']]) write(join(folder, name), text);
  const text = one(set, 'ConfigMap').data['sallyport.yaml'].replaceAll('/etc/sallyport/', `${folder}/`).replace('/var/lib/sallyport/data', join(folder, 'data'));
  const { status, stdout } = spawnSync(BINARY, ['config', 'check', '--json', write(join(folder, 'sallyport.yaml'), text)], { encoding: 'utf8', timeout: 60_000,
    env: { PATH: process.env.PATH, AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token'), SALLYPORT_STORE_URL: 'postgresql://sallyport@localhost/sallyport' } });
  assert.ok(status === 0 || status === 1, `${status}`);
  return { findings: JSON.parse(stdout).findings, config: parse(text) };
}

for (const set of SETS.filter((name) => name !== 'monitored')) {
  test(`chart, ${set}: sallyport accepts the configuration`, () => {
    const shared = only(render(set), 'Deployment').length > 0;
    const { findings, config } = check(set);
    assert.equal(config.store?.keyFile !== undefined, set === 'autoscaled');
    // There is no database here, which a check that tries a start may report.
    const refusals = findings.filter(({ severity, rule }) => severity === 'refused' && !(shared && rule === 'start_would_fail'));
    assert.deepEqual(refusals, []);
    assert.deepEqual([config.server.address, config.server.adminAddress], ['0.0.0.0', '0.0.0.0']);
    assert.equal(config.server.stopDelay, shared ? '5s' : undefined, 'other pods go on while one stops');
  });
}

test('chart: SQLite is one pod with a volume, PostgreSQL any number without one', () => {
  const single = one('minimal', 'StatefulSet');
  assert.deepEqual([single.spec.replicas, single.spec.volumeClaimTemplates[0].spec.accessModes], [1, ['ReadWriteOnce']]);
  assert.equal(one('certificate', 'StatefulSet').spec.volumeClaimTemplates, undefined, 'an existing claim is used');
  const many = one('postgresql', 'Deployment');
  assert.equal(many.spec.replicas, 3);
  assert.equal(many.spec.template.spec.volumes.find(({ name }) => name === 'data').emptyDir.medium, 'Memory');
  const [keys] = many.spec.template.spec.initContainers;
  assert.deepEqual([keys.name, keys.securityContext.readOnlyRootFilesystem], ['keys', true], 'the keys come before the check');
  assert.equal(many.spec.template.spec.volumes.find(({ name }) => name === 'keys').secret.secretName, 'sallyport-keys');
  const url = many.spec.template.spec.containers[0].env.find(({ name }) => name === 'SALLYPORT_STORE_URL');
  assert.deepEqual(url.valueFrom.secretKeyRef, { name: 'sallyport-store', key: 'url' });
  const shared = podOf('autoscaled').spec;
  assert.equal(shared.initContainers.find(({ name }) => name === 'keys'), undefined, 'the keys are in the store');
  assert.equal(shared.volumes.find(({ name }) => name === 'keys'), undefined);
  assert.equal(shared.volumes.find(({ name }) => name === 'key').secret.secretName, 'sallyport-key');
  assert.equal(one('autoscaled', 'Deployment').spec.replicas, undefined, 'the autoscaler alone decides how many');
  assert.equal(one('autoscaled', 'HorizontalPodAutoscaler').spec.scaleTargetRef.name, one('autoscaled', 'Deployment').metadata.name);
});

test('chart: a budget keeps pods while machines are drained, and the autoscaler follows the load', () => {
  for (const [set, least] of [['autoscaled', '50%'], ['postgresql', 1]]) {
    const { spec } = one(set, 'PodDisruptionBudget');
    assert.equal(spec.minAvailable, least);
    assert.deepEqual(spec.selector.matchLabels, workload(set).spec.selector.matchLabels);
  }
  assert.deepEqual(only(render('minimal'), 'PodDisruptionBudget'), [], 'the only pod may be moved');
  const { minReplicas, maxReplicas, metrics: [{ resource }] } = one('autoscaled', 'HorizontalPodAutoscaler').spec;
  assert.deepEqual([minReplicas, maxReplicas, resource.name, resource.target.averageUtilization], [3, 12, 'cpu', 60]);
});

// All texts in a value, however deep.
const textsIn = (value) => (typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []);

test("chart: a configuration of the user's own gets by variables what the chart's says of the files that it mounts", () => {
  const reference = spawnSync(BINARY, ['config', 'reference'], { encoding: 'utf8', timeout: 60_000 }).stdout;
  for (const set of ['minimal', 'certificate', 'autoscaled']) {
    const { code, out, all } = template('data', set, '--set', 'existingConfig.configMap=mine');
    assert.equal(code, 0, all);
    const { spec } = documentsIn(out).find(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment').spec.template;
    const { env } = spec.containers.find(({ name }) => name === 'sallyport');
    const mounted = textsIn(parse(one(set, 'ConfigMap').data['sallyport.yaml'])).filter((text) => /^\/(etc|var\/lib)\/sallyport\//.test(text));
    assert.deepEqual(env.map(({ value }) => value).filter((value) => value?.startsWith('/')).sort(), mounted.sort(), set);
    for (const { name } of env) assert.ok(reference.includes(`\`${name}\``), name);
    assert.deepEqual(spec.initContainers.find(({ name }) => name === 'config-check').env, env);
  }
});

test('chart: the init container checks the same configuration, with the same files and variables, as the gateway reads', () => {
  for (const set of SETS.filter((name) => name !== 'public_client')) {
    const { spec } = podOf(set);
    const init = spec.initContainers.find(({ name }) => name === 'config-check');
    const main = spec.containers.find(({ name }) => name === 'sallyport');
    assert.deepEqual(init.args, ['config', 'check', main.args[2]]);
    assert.deepEqual([init.volumeMounts, init.env, init.envFrom, init.image], [main.volumeMounts, main.env, main.envFrom, main.image], set);
  }
  assert.equal(podOf('public_client').spec.initContainers, undefined);
});

test('chart: no document holds a secret; the pod mounts secrets that exist already', () => {
  for (const set of SETS) assert.equal(only(render(set), 'Secret').length, 0, set);
  const secretOf = (set, volume) => podOf(set).spec.volumes.find(({ name }) => name === volume)?.secret.secretName;
  assert.equal(secretOf('minimal', 'client'), 'entra-client');
  assert.equal(secretOf('certificate', 'client'), 'entra-certificate');
  assert.equal(secretOf('monitored', 'config'), 'sallyport-config');
  assert.equal(secretOf('monitored', 'tls'), 'data-tls');
  assert.equal(secretOf('workload_identity', 'client'), undefined);
});

test('chart: workload identity labels the pod and annotates its account', () => {
  assert.equal(podOf('workload_identity').metadata.labels['azure.workload.identity/use'], 'true');
  const { annotations } = one('workload_identity', 'ServiceAccount').metadata;
  assert.equal(annotations['azure.workload.identity/client-id'], '00000000-0000-4000-8000-00000000c11e');
  assert.equal(podOf('workload_identity').spec.serviceAccountName, one('workload_identity', 'ServiceAccount').metadata.name);
  assert.equal(podOf('minimal').metadata.labels['azure.workload.identity/use'], undefined);
});

test('chart: cert-manager and External Secrets make the secrets that the pod mounts', () => {
  const certificate = one('autoscaled', 'Certificate');
  assert.equal(podOf('autoscaled').spec.volumes.find(({ name }) => name === 'tls').secret.secretName, certificate.spec.secretName);
  assert.deepEqual(certificate.spec.dnsNames, ['data.example.com', 'data-sallyport.identity.svc']);
  const external = one('external_secret', 'ExternalSecret');
  assert.equal(podOf('external_secret').spec.volumes.find(({ name }) => name === 'client').secret.secretName, external.spec.target.name);
  assert.equal(external.spec.data[0].secretKey, 'value');
});

test('chart: ingress and route lead to the port http of the service, never to the port http-admin', () => {
  const ingress = one('ingress', 'Ingress');
  const service = one('ingress', 'Service', 'data-door');
  for (const { http } of ingress.spec.rules)
    for (const { backend } of http.paths) assert.deepEqual(backend, { service: { name: service.metadata.name, port: { name: 'http' } } });
  assert.deepEqual(ingress.spec.rules.map(({ http }) => http.paths.map(({ path }) => path)), [['/'], ['/reports', '/figures']]);
  const [rule] = one('gateway_api', 'HTTPRoute').spec.rules;
  const target = one('gateway_api', 'Service', 'data-sallyport');
  assert.deepEqual(rule.backendRefs, [{ name: target.metadata.name, port: target.spec.ports[0].port }]);
  assert.equal(target.spec.ports.length, 1);
});

test('chart: the network policy lets each port in from those who may use it', () => {
  const { spec } = one('gateway_api', 'NetworkPolicy');
  assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress']);
  const from = Object.fromEntries(spec.ingress.map(({ ports, from: peers }) => [ports[0].port, peers[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name']]));
  assert.deepEqual(from, { http: 'gateways', 'http-admin': 'monitoring' });
});

test('chart: rules and dashboard are the files of deploy/', () => {
  const shipped = (name) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
  assert.deepEqual(one('monitored', 'PrometheusRule').spec, parse(shipped('prometheus/sallyport.rules.yaml')));
  const dashboard = one('monitored', 'ConfigMap', 'data-sallyport-dashboard');
  assert.deepEqual(JSON.parse(dashboard.data['sallyport.json']), JSON.parse(shipped('grafana/sallyport.json')));
  const monitor = one('monitored', 'ServiceMonitor');
  const admin = one('monitored', 'Service', 'data-sallyport-admin');
  assert.match('sallyport', new RegExp(shipped('prometheus/sallyport.rules.yaml').match(/up\{job=~"(.*)"\}/)[1]));
  assert.deepEqual(monitor.spec.endpoints[0].relabelings, [{ targetLabel: 'job', replacement: 'sallyport' }]);
  for (const [label, value] of Object.entries(monitor.spec.selector.matchLabels)) assert.equal(admin.metadata.labels[label], value);
  assert.notDeepEqual(one('monitored', 'Service', 'data-sallyport').metadata.labels, admin.metadata.labels);
});

test('chart: a changed configuration makes new pods', () => {
  const before = podOf('minimal').metadata.annotations['checksum/config'];
  const { out } = template('data', 'minimal', '--set', 'config.server.logLevel=debug');
  const after = documentsIn(out).find(({ kind }) => kind === 'StatefulSet').spec.template.metadata.annotations['checksum/config'];
  assert.match(before, /^[0-9a-f]{64}$/);
  assert.notEqual(after, before);
});

test('chart: names of 63 characters at most, however long the release is called', () => {
  const { out } = template('a'.repeat(53), 'monitored', '--set', 'nameOverride=a-long-name-of-an-application');
  const names = documentsIn(out).map(({ metadata }) => metadata.name);
  assert.ok(names.some((name) => name.endsWith('-dashboard')) && names.some((name) => name.endsWith('-admin')));
  for (const name of names) assert.ok(name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name), name);
});

test('chart: values that cannot work are refused, with what to write', () => {
  const rows = [
    [{ config: { server: { publicUrl: '' } } }, /config\.server\.publicUrl is missing/],
    [{ config: { server: { publicUrl: 'data.example.com' } } }, /publicUrl/],
    [{ config: { server: { address: '127.0.0.1' } } }, /address/],                                 // only the chart knows it
    [{ config: { authenticationConfiguration: { oidcConfiguration: { secret: 'in-the-clear' } } } }, /secret/],
    [{ replicaCount: 2 }, /store\.kind to postgresql/],
    [{ autoscaling: { enabled: true } }, /store\.kind to postgresql/],
    [{ store: { kind: 'postgresql' } }, /store\.postgresql\.existingSecret is missing/],
    [{ store: { kind: 'postgresql', postgresql: { existingSecret: 'a' } } }, /store\.postgresql\.keyFileSecret is missing/],
    [{ podDisruptionBudget: { enabled: true } }, /keeps its node from ever being drained/],
    [{ store: { kind: 'mysql' } }, /kind/],
    [{ workloadIdentity: { enabled: true } }, /clientId|tenantId/],
    [{ clientCertificate: { existingSecret: 'other' } }, /choose one credential/],
    [{ clientSecret: { existingSecret: '' }, externalSecret: { enabled: true, secretStoreRef: { name: 'vault' }, remoteKey: 'k' } }, /clientSecret\.existingSecret/],
    [{ tls: { existingSecret: 'a', certManager: { enabled: true, issuerRef: { name: 'i' } } } }, /either existingSecret or certManager/],
    [{ tls: { certManager: { enabled: true } } }, /issuerRef/],
    [{ config: { server: { publicUrl: '' } }, existingConfig: { secret: 'a' }, tls: { certManager: { enabled: true, issuerRef: { name: 'i' } } } }, /publicUrl is missing: cert-manager/],
    [{ ingress: { enabled: true } }, /hosts/],
    [{ httpRoute: { enabled: true } }, /parentRefs/],
    [{ existingConfig: { configMap: 'a', secret: 'b' } }, /not both/],
    [{ image: { tag: 'a tag' } }, /tag/],
    [{ replicas: 2 }, /replicas/],                                                                 // no such value
  ];
  for (const [values, pattern] of rows) assert.match(refusal(values), pattern, JSON.stringify(values));
});
