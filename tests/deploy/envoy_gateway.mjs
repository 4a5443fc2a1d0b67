// Checks documents against the schemas of Envoy Gateway's own resources. They come from its Go module, once, and are kept
// in build/interop. No package of npm has them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { Skip, temporaryFolder } from '../support.mjs';

const MODULE = 'github.com/envoyproxy/gateway@v1.9.1';
const SUM = 'h1:vAVp6/AlBXJ1aOhp1mxL7fNEzVEfjADUguUhm2wzxQY=';
const FILES = { SecurityPolicy: 'gateway.envoyproxy.io_securitypolicies.yaml', ClientTrafficPolicy: 'gateway.envoyproxy.io_clienttrafficpolicies.yaml' };
const FOLDER = fileURLToPath(new URL(`../../build/interop/envoy_gateway-${MODULE.split('@')[1]}/`, import.meta.url));

function fetchSchemas() {
  if (existsSync(FOLDER)) return;
  const done = spawnSync('go', ['mod', 'download', '-json', MODULE], { cwd: temporaryFolder('go'), encoding: 'utf8', timeout: 300_000 });
  if (done.error?.code === 'ENOENT') throw new Skip('go is not installed');
  if (done.status !== 0) throw new Skip(`the Go module proxy: ${done.stderr.trim().split('\n').at(-1).slice(0, 200)}`);
  const { Dir, Sum } = JSON.parse(done.stdout);
  if (Sum !== SUM) throw new Error(`${MODULE} is not the module whose sum is ${SUM}`);
  const fresh = `${FOLDER.slice(0, -1)}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const file of Object.values(FILES)) copyFileSync(join(Dir, 'charts/gateway-helm/charts/crds/crds/generated', file), join(fresh, file));
  renameSync(fresh, FOLDER);
}

// The API server refuses a key that the schema does not have (strict field validation). JSON Schema lets it through.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen = 'additionalProperties' in copy || copy['x-kubernetes-preserve-unknown-fields'];
  return typeof schema.properties === 'object' && schema.type === 'object' && !isOpen ? { ...copy, additionalProperties: false } : copy;
}

// The schema of a kind. Metadata is Kubernetes' own, and the rules in CEL are not read.
function schemaOf(kind) {
  fetchSchemas();
  const { spec } = parse(readFileSync(join(FOLDER, FILES[kind]), 'utf8'));
  const schema = closed(spec.versions.find(({ name }) => name === 'v1alpha1').schema.openAPIV3Schema);
  schema.properties.metadata = { type: 'object', properties: { name: { type: 'string' }, namespace: { type: 'string' } }, required: ['name'], additionalProperties: false };
  return schema;
}

// What does not fit the schema of its kind, as texts; empty if all does.
export function faultsOf(document) {
  if (document.apiVersion !== 'gateway.envoyproxy.io/v1alpha1' || !FILES[document.kind]) return [`${document.apiVersion} ${document.kind} is no resource of Envoy Gateway that we use`];
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(schemaOf(document.kind));
  return validate(document) ? [] : validate.errors.map(({ instancePath, message, params }) => `${document.kind}${instancePath} ${message} ${JSON.stringify(params)}`);
}
