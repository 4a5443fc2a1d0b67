// nginx, Caddy, HAProxy and Envoy with the files of deploy/, in which only addresses, names and paths are replaced. With
// `ownApi` the block with the addresses of OpenMetadata's API is removed, as for an application that has them itself.
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Process, Skip, cleanup, temporaryFolder, until, write } from '../support.mjs';
import { make } from './programs.mjs';

const shipped = (name) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');

const asRoot = process.getuid() === 0;
const groupId = (name) => Number(readFileSync('/etc/group', 'utf8').match(new RegExp(`^${name}:[^:]*:(\\d+):`, 'm'))[1]);

// The file without the block that its comment says to remove.
function withoutOpenMetadata(text, part) {
  const found = text.match(part);
  if (!found) throw new Error('the shipped file has no such block');
  return text.replace(found[0], '');
}

// Each replaced text must be in the file, so that the test fails if the example was rewritten.
function replace(text, pairs) {
  for (const [from, to] of pairs) {
    if (!text.includes(from)) throw new Error(`the shipped file has no "${from}"`);
    text = text.replaceAll(from, to);
  }
  return text;
}

// The application, which remembers its requests.
export async function startApplication() {
  const requests = [];
  const server = http.createServer((request, response) => {
    requests.push({ method: request.method, url: request.url, headers: request.headers, rawHeaders: request.rawHeaders });
    response.writeHead(request.url === '/its-own-401' ? 401 : 200).end('the application');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  return { address: `127.0.0.1:${server.address().port}`, requests };
}

// The headers that an application could read as identity headers. CGI and similar interfaces treat - and _ as the same.
export function identityHeaders({ rawHeaders }) {
  const found = {};
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase().replaceAll('_', '-');
    if (name.startsWith('x-auth-request-')) (found[name.slice('x-auth-request-'.length)] ??= []).push(rawHeaders[i + 1]);
  }
  return found;
}

async function ready(name, server, port) {
  await until(name, () => new Promise((resolve, reject) => {
    if (server.child.exitCode !== null) throw new Error(server.output);
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy())).once('error', reject);
  }));
  return { log: () => server.output };
}

// Skips the tests of a proxy that Debian has and this machine has not.
function needPackage(name, program) {
  if (!existsSync(program)) throw new Skip(`Debian package ${name} is not installed`);
}

export const nginx = {
  need: () => needPackage('nginx', '/usr/sbin/nginx'),
  // How the gateway listens for nginx. The shipped service has the group of nginx's workers, because they could not
  // open the socket otherwise. Only root can start gateway and nginx like this.
  server: (folder) => `  unixSocket: ${folder}/check.sock\n`,
  gid: asRoot ? groupId(shipped('systemd/sallyport.service').match(/^Group=(\S+)$/m)[1]) : undefined,
  async start({ port, folder, application, tls, role, ownApi }) {
    const own = temporaryFolder('nginx');
    const file = shipped('nginx/sallyport.conf');
    const site = write(join(own, 'site.conf'), replace(ownApi ? withoutOpenMetadata(file, /    # So do the addresses[^}]*}\n/) : file, [
      ['/run/sallyport/check.sock', join(folder, 'check.sock')],
      ['listen 8443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['server_name data.example.com', 'server_name localhost'],
      ['/etc/nginx/tls/data.example.com.crt', tls.certFile],
      ['/etc/nginx/tls/data.example.com.key', tls.keyFile],
      ['127.0.0.1:3000', application],
      ...(role ? [['http://sallyport/check;', `http://sallyport/check?role=${role};`]] : []),
    ]));
    const main = write(join(own, 'nginx.conf'), `
daemon off;
${asRoot ? 'user www-data;' : ''}
worker_processes 1;
pid ${own}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${own}/${name};`).join('\n  ')}
  include ${site};
}
`);
    return ready('nginx', new Process('/usr/sbin/nginx', ['-c', main, '-e', 'stderr']), port);
  },
};

export const caddy = {
  need: () => needPackage('caddy', '/usr/bin/caddy'),
  server: () => '  trustedProxies: [127.0.0.1]\n',
  async start({ port, gatewayPort, application, tls, role, ownApi }) {
    const own = temporaryFolder('caddy');
    const site = shipped('caddy/Caddyfile');
    const file = write(join(own, 'Caddyfile'), `{
	admin off
	auto_https disable_redirects
	storage file_system ${own}
}
${replace(ownApi ? withoutOpenMetadata(site, /\t# So do the addresses[^}]*}\n/) : site, [
    ['data.example.com {', `localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${tls.certFile} ${tls.keyFile}`],
    ['127.0.0.1:8585', `127.0.0.1:${gatewayPort}`],
    ['127.0.0.1:3000', application],
    ...(role ? [['/check?redirect=1', `/check?redirect=1&role=${role}`]] : []),
  ])}`);
    return ready('caddy', new Process('/usr/bin/caddy', ['run', '--config', file, '--adapter', 'caddyfile'],
      { env: { ...process.env, HOME: own, XDG_CONFIG_HOME: own, XDG_DATA_HOME: own } }), port);
  },
};

export const haproxy = {
  need: () => needPackage('haproxy', '/usr/sbin/haproxy'),
  server: () => '  trustedProxies: [127.0.0.1]\n',
  async start({ port, gatewayPort, application, tls, role, ownApi }) {
    const own = temporaryFolder('haproxy');
    const cfg = shipped('haproxy/haproxy.cfg');
    const script = write(join(own, 'sallyport.lua'), replace(shipped('haproxy/sallyport.lua'), [
      ['127.0.0.1:8585', `127.0.0.1:${gatewayPort}`],
      ...(role ? [['/check?redirect=1', `/check?redirect=1&role=${role}`]] : []),
    ]));
    const chain = write(join(own, 'tls.pem'), readFileSync(tls.certFile, 'utf8') + readFileSync(tls.keyFile, 'utf8'));
    const file = write(join(own, 'haproxy.cfg'), replace(ownApi ? withoutOpenMetadata(cfg, /    # So do the addresses.*\n.*\n/) : cfg, [
      ['/etc/haproxy/sallyport.lua', script],
      ['/etc/haproxy/tls/data.example.com.pem', chain],
      ['bind :8443', `bind 127.0.0.1:${port}`],
      ['127.0.0.1:8585', `127.0.0.1:${gatewayPort}`],
      ['127.0.0.1:3000', application],
    ]));
    return ready('HAProxy', new Process('/usr/sbin/haproxy', ['-db', '-f', file]), port);
  },
};

export const envoy = {
  need: () => make('envoy'),
  server: () => '  trustedProxies: [127.0.0.1]\n',
  rolesFromRoutes: true,   // a role is a matter of Sallyport's routes, not of Envoy's file
  mergesSlashes: true,
  async start({ port, gatewayPort, application, tls, ownApi }) {
    const own = temporaryFolder('envoy');
    const yaml = shipped('envoy/envoy.yaml');
    const to = (address) => `{address: ${address.split(':')[0]}, port_value: ${address.split(':')[1]}}`;
    const file = write(join(own, 'envoy.yaml'), replace(ownApi ? withoutOpenMetadata(yaml, / +# So do the addresses.*\n(?:.*\n){3}/) : yaml, [
      ['/etc/envoy/tls/data.example.com.crt', tls.certFile],
      ['/etc/envoy/tls/data.example.com.key', tls.keyFile],
      ['{address: 0.0.0.0, port_value: 8443}', to(`127.0.0.1:${port}`)],
      ['{address: 127.0.0.1, port_value: 8585}', to(`127.0.0.1:${gatewayPort}`)],
      ['{address: 127.0.0.1, port_value: 3000}', to(application)],
    ]));
    const [program] = make('envoy');
    return ready('Envoy', new Process(program, ['-c', file, '--log-level', 'warning', '--concurrency', '1', '--use-dynamic-base-id']), port);
  },
};
