// What a snippet is made of, and the parts that several snippets share.
import type { Application } from '../graph/types.ts';
import { urisOf, type Platform } from '../rules/registration.ts';

export interface SnippetInput {
  origin: string; // of the directory
  tenantId: string;
  clientId: string;
  appName: string;
  platform: Platform; // of the redirect URI below
  redirectUri: string;
  scopes: string; // "openid profile email"
  apiScope: string | undefined; // of the application's own API: "api://…/access_as_user"
}

export interface Snippet {
  id: string;
  title: string; // in the list of snippets
  file: string; // where it goes
  platforms: readonly Platform[]; // for which it makes sense
  settings?: true; // a configuration that Connect an application reads back; the others are programs
  note?: string;
  print(input: SnippetInput): string;
}

export const authority = (input: SnippetInput) => `${input.origin}/${input.tenantId}`;
export const issuer = (input: SnippetInput) => `${authority(input)}/v2.0`;
export const discovery = (input: SnippetInput) => `${issuer(input)}/.well-known/openid-configuration`;
export const keysAddress = (input: SnippetInput) => `${authority(input)}/discovery/v2.0/keys`;

// A directory that answers for login.microsoftonline.com is Entra ID's own name to a client.
export const isLocal = (input: SnippetInput) => !/(^|\.)microsoftonline\.com$/.test(new URL(input.origin).hostname);

// Stands where a secret goes. The portal cannot show the value of a secret again.
export const kSecretWords = 'the Value from Certificates & secrets > New client secret';
export const kSecret = '<client secret value>';

export const hasSecret = (input: SnippetInput) => input.platform === 'web';
export const originOf = (uri: string): string => {
  try {
    return new URL(uri).origin;
  } catch {
    return 'http://localhost:8585';
  }
};

// The redirect URI to begin with: the first of the first platform that has one.
export function inputOf(app: Application, origin: string, tenantId: string, chosen?: { platform: Platform; uri: string }): SnippetInput {
  const first = (['web', 'spa', 'publicClient'] as const).flatMap((platform) => urisOf(app, platform).map((uri) => ({ platform, uri })))[0];
  const { platform, uri } = chosen ?? first ?? { platform: 'web' as const, uri: 'http://localhost:8585/callback' };
  const exposed = app.api.oauth2PermissionScopes.find((scope) => scope.isEnabled);
  const identifier = app.identifierUris[0] ?? `api://${app.appId}`;
  return {
    origin,
    tenantId,
    clientId: app.appId,
    appName: app.displayName,
    platform,
    redirectUri: uri,
    scopes: 'openid profile email',
    apiScope: exposed ? `${identifier}/${exposed.value}` : undefined,
  };
}
