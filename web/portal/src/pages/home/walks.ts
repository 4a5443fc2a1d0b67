// The walks of the first page: the guide's two flows, and the mistake that each of them invites.
// Source: docs/entra.md, Registrations and platforms.
import type { Platform } from '../../rules/registration.ts';
import type { SignInAudience } from '../../graph/types.ts';

export interface Walk {
  id: string;
  title: string;
  text: string;
  flow: 'Implicit flow (Public)' | 'Auth code flow (Confidential)';
  appName: string;
  platform: Platform;
  audience: SignInAudience;
  idTokens: boolean; // whether the gateway asks for an ID token, which must be allowed
  secret: 'none' | 'needed' | 'forgotten'; // "forgotten": the mistake of not giving it
  mistake?: { code: number; what: string; why: string; mend: string };
}

export const kRedirectUri = 'http://localhost:8585/callback'; // what is registered, as in the guide

// Where the walk's own gateway listens, because the demo has port 8585. Entra ID ignores the port of localhost, so the
// registered redirect URI fits.
export const kGatewayUri = 'http://localhost:8590/callback';

export const kWalks: readonly Walk[] = [
  {
    id: 'spa',
    title: 'Single-page application, without a secret',
    text: 'Register a SPA, copy two IDs, and sign in. The application has only its client ID.',
    flow: 'Implicit flow (Public)',
    appName: 'My single-page application',
    platform: 'spa',
    audience: 'AzureADMultipleOrgs',
    idTokens: true,
    secret: 'none',
  },
  {
    id: 'web',
    title: 'Web application, with a client secret',
    text: 'Register a Web application, make a secret, and sign in. The application has its client ID and the secret.',
    flow: 'Auth code flow (Confidential)',
    appName: 'My web application',
    platform: 'web',
    audience: 'AzureADMyOrg',
    idTokens: false,
    secret: 'needed',
  },
  {
    id: 'spa-with-secret',
    title: 'The mistake: a SPA with a secret',
    text: 'Give a secret to an application that is registered as a SPA, and see how Entra ID refuses it.',
    flow: 'Implicit flow (Public)',
    appName: 'My SPA with a secret',
    platform: 'spa',
    audience: 'AzureADMultipleOrgs',
    idTokens: false,
    secret: 'needed',
    mistake: {
      code: 700025,
      what: 'The application is registered as a SPA, but is configured with a client ID and a secret.',
      why: 'The platform belongs to the redirect URI. A SPA runs in the browser, where a secret is no secret, so nobody may present one.',
      mend: 'Under Authentication, remove the platform Single-page application and add the same redirect URI to the platform Web. Or remove the secret from the application.',
    },
  },
  {
    id: 'web-without-secret',
    title: 'The mistake: a Web application without a secret',
    text: 'Leave out the secret of an application that is registered as Web, and see the refusal.',
    flow: 'Auth code flow (Confidential)',
    appName: 'My web application without a secret',
    platform: 'web',
    audience: 'AzureADMyOrg',
    idTokens: false,
    secret: 'forgotten',
    mistake: {
      code: 7000218,
      what: 'The application is registered as Web, but redeems the code with its client ID alone.',
      why: 'A Web application must prove itself when it redeems the code, with a secret, a certificate or a federated credential.',
      mend: 'Make a secret under Certificates & secrets, and give its Value to the application.',
    },
  },
];

// The token request of a Web application that forgot its secret, for somebody who has only curl. The code in it is made
// up, which does not matter: the directory asks for the credential before it looks at the code.
export function requestWithoutSecret(origin: string, tenant: string, clientId: string): string {
  return `curl -s ${origin}/${tenant}/oauth2/v2.0/token \\
  -d grant_type=authorization_code \\
  -d client_id=${clientId} \\
  -d redirect_uri=${encodeURIComponent(kRedirectUri)} \\
  -d code=CODE`;
}
