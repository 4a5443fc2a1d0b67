// The directory with people, groups and an app registration for each flow of the guide. All tests share one instance.
import { join } from 'node:path';
import { confidentialClient, publicClient } from '../configuration.mjs';
import { shared, temporaryFolder, write } from '../support.mjs';
import { Browser, keepSecret, serveDirectory } from './world.mjs';

export const TENANT = '5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
export const OTHER_TENANT = '6b2e7d4f-8a31-4c9b-8d5e-1f2a3b4c5d6e';
export const MULTI = '44444444-0000-4000-8000-00000000c11e';
export const PASSWORD = 'correct horse battery staple';
export const WEB = '11111111-0000-4000-8000-00000000c11e';
export const SPA = '22222222-0000-4000-8000-00000000c11e';
export const IMPLICIT = '33333333-0000-4000-8000-00000000c11e';
export const GROUP = '00000000-0000-4000-8000-0000000009a9';
export const SECRET = 'canary-secret-of-the-web-application';
const people = ['alice', 'bob', 'dave'].map((name) => `${name}@contoso.example`);

const groups = () => Array.from({ length: 249 }, (_, i) => `      - {name: Project ${i + 1}, members: [dave@contoso.example]}`).join('\n');

const app = (name, id, platform, rest = '') => `      - name: ${name}
        clientId: ${id}
        ${platform}: [http://localhost/callback, http://127.0.0.1/callback, http://localhost/signed-out]
        roles: [DataSteward, Admin]
        assignments:
          - {principal: alice@contoso.example, role: DataSteward}
        optionalClaims: [email, sid, login_hint]
        groupMembershipClaims: SecurityGroup
        scopes: [access]
${rest}`;

const seed = () => `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
${people.map((name) => `      - {userPrincipalName: ${name}, displayName: ${name.split('@')[0]}, email: ${name}, password: ${PASSWORD}}`).join('\n')}
    groups:
      - {name: Stewards, id: ${GROUP}, members: [dave@contoso.example]}
${groups()}
    apps:
${app('Web', WEB, 'web', `        secret: ${SECRET}\n        graphPermissions: [User.Read.All, GroupMember.Read.All]\n`)}
${app('Spa', SPA, 'spa')}
${app('Implicit', IMPLICIT, 'web', '        idTokenImplicit: true\n        consents: [{scopes: [openid, profile, email]}]\n')}
${app('Multi', MULTI, 'web', `        secret: ${SECRET}\n        signInAudience: AzureADMultipleOrgs\n`)}
  - name: Fabrikam
    id: ${OTHER_TENANT}
    domains: [fabrikam.example]
    users:
      - {userPrincipalName: eve@fabrikam.example, displayName: Eve, email: alice@contoso.example, password: ${PASSWORD}}
`;

// Starts a separate directory, for tests that stop it, change it by command, or start it with flags.
export async function startDirectory({ flags = [], people = seed() } = {}) {
  keepSecret(SECRET, 'client secret');
  keepSecret(PASSWORD, 'password');
  const folder = temporaryFolder('directory');
  const { process, origin: http } = await serveDirectory(folder, '--seed', write(join(folder, 'seed.yaml'), people), ...flags);
  return { http, httpAuthority: `${http}/${TENANT}`, process, folder };
}

export const directory = shared(startDirectory);

export const confidentialAt = (there, clientId = WEB) => confidentialClient({ authority: there.httpAuthority, tenant: TENANT, clientId, secret: SECRET });
export const publicAt = (there, clientId) => publicClient({ authority: there.httpAuthority, clientId });

// Opens the gateway's sign-in without a session, signs in on the directory's page, and goes on until the gateway has
// answered.
export async function signInAs(person, gateway, browser = new Browser(), returnTo = '/') {
  const page = await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(returnTo)}`);
  const login = person.includes('@') ? person : `${person}@contoso.example`;
  let answer = await browser.signIn(page, login, PASSWORD);
  // form_post: the directory answers with a page whose form leads to the gateway.
  if (/<form[^>]*action="[^"]*\/callback"/.test(answer.text)) answer = await browser.submit(answer, {});
  return { browser, answer };
}
