// Checks documents against the schemas of Kubernetes and of the resources of other projects.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, write } from '../support.mjs';

const PACKAGES = {
  'cert-manager.io': '@kubernetes-models/cert-manager/cert-manager.io',
  'external-secrets.io': '@kubernetes-models/external-secrets/external-secrets.io',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api/gateway.networking.k8s.io',
  'networking.istio.io': '@kubernetes-models/istio/networking.istio.io',
  'security.istio.io': '@kubernetes-models/istio/security.istio.io',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/monitoring.coreos.com',
  'traefik.io': '@kubernetes-models/traefik/traefik.io',
};
const HERE = fileURLToPath(new URL('.', import.meta.url));
const TSC = fileURLToPath(new URL('../../web/node_modules/typescript/bin/tsc', import.meta.url));

function moduleOf({ apiVersion }) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const from = PACKAGES[group] ?? (group ? `kubernetes-models/${group.endsWith('k8s.io') ? group : group.split('.')[0]}` : 'kubernetes-models');
  return `${from}/${version}`;
}

// Fails if a value does not fit its model, or has a key that its model does not have. The validators of the packages let
// unknown keys through; their types, with TypeScript's check for excess keys, do not.
async function assertModels(values) {
  const lines = [];
  for (const [i, { from, kind, value }] of values.entries()) {
    const { [kind]: Model } = await import(from);
    if (!Model) throw new Error(`${from} has no ${kind}`);
    try {
      new Model(value).validate();
    } catch (error) {
      throw new Error(`${kind} ${value.metadata?.name ?? ''}: ${error.message}`, { cause: error });
    }
    lines.push(`import type { I${kind} as T${i} } from ${JSON.stringify(from)};`, `export const v${i}: T${i} = ${JSON.stringify(value, null, 1)};`);
  }
  const folder = temporaryFolder('kubernetes');
  const file = write(join(folder, 'values.ts'), `${lines.join('\n')}\n`);
  const paths = JSON.stringify({ '*': [join(HERE, 'node_modules/*')] });
  write(join(folder, 'tsconfig.json'), `{"compilerOptions": {"strict": true, "noEmit": true, "skipLibCheck": true, "module": "esnext",
    "moduleResolution": "bundler", "types": [], "paths": ${paths}}, "files": ["values.ts"]}`);
  const { status, stdout } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${stdout}\n${readFileSync(file, 'utf8').slice(0, 3000)}`);
}

const EXTERNAL_AUTH = { from: moduleOf({ apiVersion: 'gateway.networking.k8s.io/v1' }), kind: 'HTTPExternalAuthFilter' };

// Splits a document into what has a model of its own. The model of HTTPRoute is of the standard channel, which does not
// have the filter ExternalAuth.
function parts(document) {
  const filters = [];
  const rest = JSON.parse(JSON.stringify(document), (key, value) => {
    if (document.kind !== 'HTTPRoute' || key !== 'filters') return value;
    filters.push(...value.filter(({ type }) => type === 'ExternalAuth'));
    const others = value.filter(({ type }) => type !== 'ExternalAuth');
    return others.length > 0 ? others : undefined;
  });
  return [{ from: moduleOf(document), kind: document.kind, value: rest }, ...filters.map(({ externalAuth }) => ({ ...EXTERNAL_AUTH, value: externalAuth }))];
}

// Fails if a document does not fit the schema of its kind.
export const assertKubernetes = (documents) => assertModels(documents.flatMap(parts));
