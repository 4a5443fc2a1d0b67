// The directory under the names of Entra ID and of External ID: @azure/msal-node needs no switch, and a gateway with the
// cloud's authority signs people in and asks the cloud's Microsoft Graph.
import assert from 'node:assert/strict';
import { test } from '../support.mjs';
import { inNamedNetwork } from './named_network.mjs';

const TENANT = '5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
const GROUP = '0a1b2c3d-0004-4000-8000-00000000919a';
const WEB = { clientId: '0a1b2c3d-0003-4000-8000-0000000000eb', secret: 'the-secret-of-the-web-application' };
const ADA = { person: 'ada@contoso.example', password: 'correct horse battery staple' };
const SEED = `
tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example, contoso.onmicrosoft.com]
    users:
      - {userPrincipalName: ${ADA.person}, displayName: Ada Lovelace, email: ${ADA.person}, password: ${ADA.password}}
    groups:
      - {name: Stewards, id: ${GROUP}, members: [${ADA.person}]}
      - {name: Staff, members: [${ADA.person}]}
    apps:
      - name: Web
        clientId: ${WEB.clientId}
        secret: ${WEB.secret}
        web: ["http://localhost/callback"]
        groupMembershipClaims: SecurityGroup
        optionalClaims: [email]
        graphPermissions: [User.Read.All, GroupMember.Read.All]
        consents: [{scopes: [openid, profile, email, offline_access, User.Read]}]
`;

// The issuer of External ID names the tenant by its id, which msal-node takes only as a known authority.
for (const [name, host, authority, tenant, issuer, knownAuthorities] of [
  ['P18: msal-node: the directory as login.microsoftonline.com, without any switch', 'login.microsoftonline.com',
    `https://login.microsoftonline.com/${TENANT}`, TENANT, `https://login.microsoftonline.com/${TENANT}/v2.0`, []],
  ['D11: msal-node: the directory as a tenant of External ID', 'contoso.ciamlogin.com',
    'https://contoso.ciamlogin.com/', 'contoso.onmicrosoft.com', `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`, [`${TENANT}.ciamlogin.com`]],
]) test(name, async () => {
  const { claims, url } = await inNamedNetwork('msal_host_client.mjs', { names: [host], seed: SEED, told: { authority, knownAuthorities, ...WEB } });
  assert.equal(claims.iss, issuer);
  assert.equal(claims.tid, TENANT);
  assert.match(url, new RegExp(`^https://${host}/(${TENANT}|${tenant})/oauth2/v2\\.0/authorize\\?`), url);
});

for (const [name, authority, graph, tenant] of [
  ['D11: a gateway at External ID signs in, and asks Graph for the groups', `https://contoso.ciamlogin.com/${TENANT}`, 'graph.microsoft.com', TENANT],
  ['D11: a gateway at External ID that names the tenant by its domain signs in', 'https://contoso.ciamlogin.com/contoso.onmicrosoft.com', 'graph.microsoft.com', 'contoso.onmicrosoft.com'],
  ['D14: a gateway at the US Government cloud signs in, and asks its Graph for the groups', `https://login.microsoftonline.us/${TENANT}`, 'graph.microsoft.us', TENANT],
  ['D14: a gateway at the cloud of 21Vianet signs in, and asks its Graph for the groups', `https://login.partner.microsoftonline.cn/${TENANT}`, 'microsoftgraph.chinacloudapi.cn', TENANT],
]) test(name, async () => {
  const names = [new URL(authority).host, graph];
  const told = { authority, names, tenant, group: GROUP, ...WEB, ...ADA };
  const result = await inNamedNetwork('cloud_gateway_client.mjs', { names, seed: SEED, told });
  assert.ok(result.signInPage.startsWith(`https://${names[0]}/`), result.signInPage);
  assert.equal(result.status, 204, result.log);
  assert.equal(result.user, ADA.person);
  assert.equal(result.overages, '1');
});
