// The gateway as the interop tests have it. `authentication` is the YAML below authenticationConfiguration, indented by two.
import { join } from 'node:path';
import { Process, temporaryFolder, until, write } from '../support.mjs';

export async function startGateway(binary, { port, adminPort, authentication, rest = '', server = '' }) {
  const folder = temporaryFolder('gateway');
  const origin = `http://localhost:${port}`;
  const config = write(join(folder, 'sallyport.yaml'), `
server:
  publicUrl: ${origin}
  address: 127.0.0.1
  port: ${port}
  adminPort: ${adminPort}
  dataDir: ${folder}
${server}
authenticationConfiguration:
${authentication}
authorizerConfiguration:
  adminPrincipals: [nobody]
  principalDomain: contoso.example
  useRolesFromProvider: true
${rest}
`);
  const process = new Process(binary, ['serve', '--config', config]);
  await until('the gateway', async () => {
    if (process.child.exitCode !== null) throw new Error(process.output);
    return (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status === 200;
  });
  return { origin, folder, process, config };
}

export const confidential = ({ provider = 'azure', type = provider, tenant, authority, discoveryUri, clientId, secret, origin }) => `
  provider: ${provider}
  providerName: ${provider}
  clientType: confidential
  authority: ${authority}
  clientId: ${clientId}
  callbackUrl: ${origin}/callback
  oidcConfiguration:
    type: ${type}
    id: ${clientId}
    secret: ${secret}
${tenant ? `    tenant: ${tenant}` : ''}
    scope: openid profile email offline_access
    discoveryUri: ${discoveryUri}
    callbackUrl: ${origin}/callback
    serverUrl: ${origin}
`;

export const publicClient = ({ authority, clientId, origin }) => `
  provider: azure
  providerName: azure
  clientType: public
  authority: ${authority}
  clientId: ${clientId}
  callbackUrl: ${origin}/callback
  publicKeyUrls: [${authority}/discovery/v2.0/keys]
`;
