// The gateway for the interop tests, at the directory or at a foreign provider.
import { confidentialClient, writeConfiguration } from '../configuration.mjs';
import { Process, freePort, isReady, temporaryFolder, until } from '../support.mjs';
import { TENANT, WEB, directory } from './directory.mjs';

const BINARY = process.argv[2];

// `authentication` makes the YAML below authenticationConfiguration from the gateway's origin; `server` and `rest` are
// further lines. Give `port` if it must be known before the start, `publicUrl` if people come through another server,
// and `gid` to run with another group.
export async function startGateway({ authentication, port, publicUrl, gid, server = '', rest = '' }) {
  const folder = temporaryFolder('gateway');
  port ??= await freePort();
  const adminPort = await freePort();
  const origin = publicUrl ?? `http://localhost:${port}`;
  const config = writeConfiguration(folder, { origin, port, adminPort, authentication, server, rest });
  const gateway = new Process(BINARY, ['serve', '--config', config], gid === undefined ? {} : { gid });
  await until('the gateway', async () => {
    if (gateway.child.exitCode !== null) throw new Error(gateway.output);
    return isReady(adminPort);
  });
  return { origin, port, adminPort, folder, log: () => gateway.output };
}

export const customOidc = ({ discoveryUri, clientId, clientSecret, credential = `    secret: ${clientSecret}` }) => (origin) => `
  provider: custom-oidc
  providerName: another provider
  clientType: confidential
  clientId: ${clientId}
  callbackUrl: ${origin}/callback
  oidcConfiguration:
${credential}
    scope: openid profile email
    discoveryUri: ${discoveryUri}
`;

// A gateway that signs people in at the directory, as the web application there.
export async function startWebGateway(options = {}) {
  const { authority, caFile } = await directory();
  return startGateway({ ...options, server: `  caFile: ${caFile}\n${options.server ?? ''}`,
    authentication: confidentialClient({ authority, tenant: TENANT, clientId: WEB.clientId, secret: WEB.secret }) });
}
