// The directory for the interop tests, with its own folder and ports. Its own commands make the people and apps.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { selfSigned } from '../certificates.mjs';
import { allowPublicFlows, expirePassword, switchOff } from '../directory_file.mjs';
import { Process, temporaryFolder, write } from '../support.mjs';

const BINARY = process.argv[2];
export const TENANT = '5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
export const PASSWORD = 'correct horse battery staple';
export const ADA = { name: 'ada@contoso.example', id: '0a1b2c3d-0001-4000-8000-00000000ada0', roles: ['Editor', 'Reader'] };
export const BOB = { name: 'bob@contoso.example', id: '0a1b2c3d-0002-4000-8000-00000000b0b0', roles: ['Reader'] };
// A member of a few more groups than fit into the groups header.
export const MANY = { name: 'many@contoso.example', groups: 120 };
export const WEB = { clientId: '0a1b2c3d-0003-4000-8000-0000000000eb', secret: 'the-secret-of-the-web-application' };
export const CERTIFIED = { clientId: '0a1b2c3d-0005-4000-8000-0000000ce47f' };
export const DEVICE = { clientId: '0a1b2c3d-0006-4000-8000-00000000de71' };
export const SPA = { clientId: '0a1b2c3d-0004-4000-8000-0000000005fa' };
export const NATIVE = { clientId: '0a1b2c3d-0005-4000-8000-00000000a71e', redirectUri: 'http://localhost/native' };
export const CONSENTED = { clientId: '0a1b2c3d-000a-4000-8000-00000000c0de' };  // a native application that asks nobody
export const DAEMON = { clientId: '0a1b2c3d-0006-4000-8000-0000000dae60' };

export const API = { clientId: '0a1b2c3d-0007-4000-8000-000000000a91', scope: 'api://0a1b2c3d-0007-4000-8000-000000000a91/read' };
export const CLOSED = { clientId: '0a1b2c3d-0008-4000-8000-00000000c105' };  // requires an assignment
export const OFF = { clientId: '0a1b2c3d-0009-4000-8000-000000000ff0', secret: 'the-secret-of-what-is-switched-off' };
// People who are signed out everywhere, one for each library that finds out by a refresh token, or by a challenge.
export const leaver = (kind) => `leaver-${kind}@contoso.example`;
export const watched = (kind) => `watched-${kind}@contoso.example`;
const KINDS = ['node-msal', 'node-openid-client', 'python', 'go', 'java'];
const LEAVERS = [...KINDS.map(leaver), ...KINDS.map(watched)];

// In a redirect URI the port of localhost is ignored, as at Entra ID.
const SEED = `
tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
      - {userPrincipalName: ${ADA.name}, displayName: Ada Lovelace, email: ${ADA.name}, id: ${ADA.id}, password: ${PASSWORD}}
      - {userPrincipalName: ${BOB.name}, displayName: Bob Baker, email: ${BOB.name}, id: ${BOB.id}, password: ${PASSWORD}}
      - {userPrincipalName: ${MANY.name}, displayName: Many, email: ${MANY.name}, password: ${PASSWORD}}
      - {userPrincipalName: old@contoso.example, displayName: Old, password: ${PASSWORD}}
${LEAVERS.map((name) => `      - {userPrincipalName: ${name}, displayName: Leaver, password: ${PASSWORD}}`).join('\n')}
    groups:
${Array.from({ length: MANY.groups }, (_, i) => `      - {name: Project ${i + 1}, members: [${MANY.name}]}`).join('\n')}
    apps:
      - name: A web application
        groupMembershipClaims: SecurityGroup
        clientId: ${WEB.clientId}
        secret: ${WEB.secret}
        web: ["http://localhost/callback", "https://localhost/callback", "http://localhost/oidc/callback", "http://localhost/oauth2/callback", "http://localhost/api/auth/callback/microsoft-entra-id"]
        optionalClaims: [email]
        roles: &roles [Reader, Editor]
        assignments: &assignments
          - {principal: ${ADA.name}, role: Reader}
          - {principal: ${ADA.name}, role: Editor}
          - {principal: ${BOB.name}, role: Reader}
        scopes: [access_as_user]
        consents: &consents
          - {scopes: [openid, profile, email, offline_access, User.Read]}
      - name: A caller with a certificate
        clientId: ${CERTIFIED.clientId}
        web: ["http://localhost/callback"]
        consents:
          - {scopes: [openid, profile, email, offline_access, User.Read]}
          - {api: ${WEB.clientId}, scopes: [access_as_user]}
      - name: A television
        clientId: ${DEVICE.clientId}
        publicClient: ["http://localhost"]
        consents: *consents
      - name: A single-page application
        clientId: ${SPA.clientId}
        spa: ["http://localhost/page/", "https://localhost/page/bridge", "https://localhost/page/blank"]
        optionalClaims: [email]
        roles: *roles
        assignments: *assignments
        consents: *consents
      - {name: An API, clientId: ${API.clientId}, scopes: [read]}
      - {name: An API for a few, clientId: ${CLOSED.clientId}, assignmentRequired: true, scopes: [read]}
      - {name: Switched off, clientId: ${OFF.clientId}, secret: ${OFF.secret}, web: ["http://localhost/off"]}
      - {name: A native application, clientId: ${NATIVE.clientId}, publicClient: ["${NATIVE.redirectUri}"]}
      - {name: A native application with consent, clientId: ${CONSENTED.clientId}, publicClient: ["${NATIVE.redirectUri}"], consents: *consents}
      - {name: A daemon with a certificate, clientId: ${DAEMON.clientId}, web: ["http://localhost/daemon"]}
`;

// Signs the person in on the directory's page, as a browser without JavaScript does, and goes on until `stop`.
export async function signInAtDirectory(agent, url, person, stop) {
  const page = await agent.get(url, { stop });
  if (page.location && stop(page.location)) return page;
  return acceptConsent(agent, await agent.submit(page, { login: person, passwd: PASSWORD, act: 'sign_in' }, { stop }), stop);
}

// Accepts what the application asks for, if the page is the one that asks.
export async function acceptConsent(agent, page, stop) {
  return /name="act" value="consent"/.test(page.text) ? agent.submit(page, { act: 'consent' }, { stop }) : page;
}

// Starts a separate directory, with more options than the one that all tests share.
export async function startDirectory(flags = []) {
  const folder = temporaryFolder('directory');
  const seed = write(join(folder, 'seed.yaml'), SEED);
  const server = new Process(BINARY, ['directory', '--data-dir', folder, '--http-port', '0', '--https-port', '0', '--seed', seed, ...flags]);
  const [, http] = await server.saying(/(http:\/\/localhost:\d+)/);
  const [, https] = await server.saying(/(https:\/\/localhost:\d+)/);
  const caFile = execFileSync(BINARY, ['ca', 'show', '--data-dir', folder, '--path'], { encoding: 'utf8' }).trim();
  const ca = readFileSync(caFile, 'utf8');
  const certificate = selfSigned('daemon');
  execFileSync(BINARY, ['directory', 'app', 'certificate', 'add', DAEMON.clientId, certificate.certFile, '--data-dir', folder]);
  for (const { clientId } of [NATIVE, CONSENTED]) allowPublicFlows(folder, clientId);
  switchOff(folder, OFF.clientId);
  expirePassword(folder, 'old@contoso.example', 1);
  return { certificate: { certificate: certificate.pem, privateKey: readFileSync(certificate.keyFile, 'utf8') }, http, https, ca, caFile, folder, authority: `${https}/${TENANT}`, httpAuthority: `${http}/${TENANT}`,
    discoveryUri: `${https}/${TENANT}/v2.0/.well-known/openid-configuration` };
}

let running;

// All tests share one directory.
export function directory() {
  running ??= startDirectory();
  return running;
}

// Returns what a program that signs in as itself gets: its own access token for the web application.
export async function programToken() {
  const { authority, ca } = await directory();
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: WEB.clientId, client_secret: WEB.secret,
    scope: `${WEB.clientId}/.default` }).toString();
  const answer = await new Agent({ ca }).send(`${authority}/oauth2/v2.0/token`, { method: 'POST', body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  if (answer.status !== 200) throw new Error(`no token: ${answer.text}`);
  return JSON.parse(answer.text).access_token;
}
