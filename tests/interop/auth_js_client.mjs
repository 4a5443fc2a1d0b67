// Serves what the snippet for NextAuth exports, as Next.js would, and prints its port. NextAuth itself is a thin layer of
// Next.js over @auth/core, which has the protocol and the provider; this is that layer without Next.js.
// Arguments: the file of the snippet. A request to another host than localhost ends the program.
import { readFileSync, writeFileSync, mkdirSync, symlinkSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const file = process.argv[2];
const modules = join(dirname(file), 'node_modules');
const core = fileURLToPath(new URL('../node_modules/', import.meta.url));
mkdirSync(join(modules, 'next-auth'), { recursive: true });
for (const name of ['@auth', '@panva', 'jose', 'oauth4webapi', 'preact', 'preact-render-to-string']) symlinkSync(join(core, name), join(modules, name));
writeFileSync(join(modules, 'next-auth/package.json'), JSON.stringify({ name: 'next-auth', type: 'module', exports: { '.': './index.js', './providers/*': './provider.js' } }));
writeFileSync(join(modules, 'next-auth/provider.js'), "export { default } from '@auth/core/providers/microsoft-entra-id';\n");
writeFileSync(join(modules, 'next-auth/index.js'), `import { Auth } from '@auth/core';
export default (config) => {
  const answer = (request) => Auth(request, { basePath: '/api/auth', secret: process.env.AUTH_SECRET, trustHost: true, ...config });
  return { handlers: { GET: answer, POST: answer } };
};
`);

const fetchAnywhere = globalThis.fetch;
globalThis.fetch = (input, options) => {
  const { hostname } = new URL(input instanceof Request ? input.url : input);
  if (hostname === 'localhost') return fetchAnywhere(input, options);
  console.error(`a request to ${hostname}`);
  process.exit(1);
};

const copy = join(dirname(file), 'auth.mjs'); // the snippet uses nothing of TypeScript
writeFileSync(copy, readFileSync(file));
const { handlers } = await import(pathToFileURL(copy));

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const url = `http://${request.headers.host}${request.url}`;
  const answer = await handlers[request.method](new Request(url, { method: request.method, headers: request.headers, body: parts.length ? Buffer.concat(parts) : undefined }));
  response.writeHead(answer.status, [...answer.headers].flat());
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, 'localhost', () => console.log(`port ${server.address().port}`));
