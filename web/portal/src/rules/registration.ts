// The rules of an app registration that the portal checks while one types. The directory checks them again.
// Source: docs/entra.md, Registrations and platforms; Microsoft's "Redirect URI (reply URL) restrictions".
import type { Application, SignInAudience } from '../graph/types.ts';

export type Platform = 'web' | 'spa' | 'publicClient';

export const kPlatforms: readonly { platform: Platform; label: string; hint: string; example: string }[] = [
  {
    platform: 'web',
    label: 'Web',
    hint: 'Build, host, and deploy a web server application. It keeps a client secret.',
    example: 'https://example.com/callback',
  },
  {
    platform: 'spa',
    label: 'Single-page application (SPA)',
    hint: 'Configure browser client applications. They have no secret; PKCE is required.',
    example: 'http://localhost:8585/callback',
  },
  {
    platform: 'publicClient',
    label: 'Public client/native (mobile & desktop)',
    hint: 'Applications on a device, which cannot keep a secret.',
    example: 'myapp://auth',
  },
];

export const platformLabel = (platform: Platform) => kPlatforms.find((each) => each.platform === platform)?.label ?? platform;

export function urisOf(app: Application, platform: Platform): readonly string[] {
  return app[platform].redirectUris;
}

export interface AudienceWords {
  audience: SignInAudience;
  short: string; // in the Essentials
  label: string; // beside a radio button
}

export function audiences(tenant: string): readonly AudienceWords[] {
  return [
    {
      audience: 'AzureADMyOrg',
      short: 'My organization only',
      label: `Accounts in this organizational directory only (${tenant} only - Single tenant)`,
    },
    {
      audience: 'AzureADMultipleOrgs',
      short: 'Multiple organizations',
      label: 'Accounts in any organizational directory (Any Microsoft Entra ID tenant - Multitenant)',
    },
    {
      audience: 'AzureADandPersonalMicrosoftAccount',
      short: 'All Microsoft account users',
      label: 'Accounts in any organizational directory (Any Microsoft Entra ID tenant - Multitenant) and personal Microsoft accounts',
    },
    { audience: 'PersonalMicrosoftAccount', short: 'Personal Microsoft account users only', label: 'Personal Microsoft accounts only' },
  ];
}

export const allowsPersonal = (audience: SignInAudience) => audience.includes('Personal');

export const kMostNameLength = 120;

// The complaint about a display name, or undefined.
export function nameProblem(name: string, audience: SignInAudience): string | undefined {
  const most = allowsPersonal(audience) ? 90 : kMostNameLength;
  if (name.trim() === '') return 'Give the application a name.';
  if (name.length > most) return `The name may have at most ${most} characters; this one has ${name.length}.`;
  return undefined;
}

const isLoopback = (host: string) => host === 'localhost' || host === '127.0.0.1';

// The complaint about a redirect URI, or undefined. 127.0.0.1 is only accepted in the manifest, as in Entra ID.
export function redirectProblem(uri: string, platform: Platform, audience: SignInAudience, where: 'form' | 'manifest' = 'form'): string | undefined {
  if (uri.trim() !== uri || uri === '') return 'Write the whole address, without blanks around it.';
  if (uri.length > 256) return `A redirect URI may have at most 256 characters; this one has ${uri.length}.`;
  const odd = uri.match(/[!$'(),;]/);
  if (odd) return `The character ${odd[0]} is not allowed in a redirect URI.`;
  if (uri.includes('#')) return 'A redirect URI has no fragment (#).';
  if (uri.includes('*')) {
    if (where === 'form') return 'Wildcards can only be written in the manifest, and are strongly discouraged.';
    if (allowsPersonal(audience)) return 'Wildcards are refused when personal accounts may sign in.';
  }
  let url: URL;
  try {
    url = new URL(uri.replace('*.', 'wildcard.'));
  } catch {
    return 'This is not an absolute address. It should look like https://example.com/callback.';
  }
  if (url.hostname === '[::1]') return 'The IPv6 address [::1] is not supported. Use http://localhost.';
  if (url.search !== '' && allowsPersonal(audience)) return 'A query is refused when personal accounts may sign in.';
  if (platform === 'publicClient' && !/^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'The address must start with https:// (or http://localhost).';
  if (url.hostname === '127.0.0.1' && where === 'form')
    return 'Entra ID takes http://127.0.0.1 only through the manifest. Write it there, or use http://localhost.';
  return isLoopback(url.hostname) ? undefined : 'The address must start with https:// (http is allowed for localhost only).';
}

// A warning about URIs that differ only by the port of localhost, which Entra ID ignores.
export function portWarning(uris: readonly string[]): string | undefined {
  const seen = new Map<string, string>();
  for (const uri of uris) {
    if (!/^https?:\/\/localhost[:/]/.test(uri)) continue;
    const plain = uri.replace(/^(https?:\/\/localhost):\d+/, '$1');
    const other = seen.get(plain);
    if (other !== undefined && other !== uri) return `${other} and ${uri} differ only by the port of localhost, which Entra ID ignores.`;
    seen.set(plain, uri);
  }
  return undefined;
}

export const kMostSecretMonths = 24;

// The end of a secret that lives for `months`, as Graph writes times.
export function secretEnd(now: Date, months: number): string {
  const end = new Date(now);
  end.setUTCMonth(end.getUTCMonth() + months);
  return end.toISOString();
}

export type Freshness = 'current' | 'soon' | 'expired';
const kSoonDays = 30;

export function freshness(endDateTime: string, now: Date): Freshness {
  const left = Date.parse(endDateTime) - now.getTime();
  if (left <= 0) return 'expired';
  return left < kSoonDays * 86_400_000 ? 'soon' : 'current';
}

// The state of the credential that lives longest, as the list of applications shows it. Undefined without any.
export function bestOf(ends: readonly (string | null | undefined)[], now: Date): Freshness | undefined {
  const all = ends.flatMap((end) => (end ? [freshness(end, now)] : []));
  return (['current', 'soon', 'expired'] as const).find((each) => all.includes(each));
}

export const kFreshnessWords: Record<Freshness, string> = { current: 'Current', soon: 'Expiring soon', expired: 'Expired' };

// "1 web, 0 spa, 0 public client"
export function redirectSummary(app: Application): string {
  const parts = [
    [app.web.redirectUris.length, 'web'],
    [app.spa.redirectUris.length, 'spa'],
    [app.publicClient.redirectUris.length, 'public client'],
  ];
  return parts.map(([count, word]) => `${count} ${word}`).join(', ');
}

// "0 certificate, 1 secret"
export function credentialSummary(app: Pick<Application, 'keyCredentials' | 'passwordCredentials'>): string {
  return `${app.keyCredentials.length} certificate, ${app.passwordCredentials.length} secret`;
}

const kScopeName = /^[A-Za-z0-9._\-/]{1,120}$/;
export const scopeNameProblem = (value: string) =>
  kScopeName.test(value) ? undefined : 'A scope name has 1 to 120 letters, digits, dots, dashes, underscores or slashes, for example Files.Read.';

export function roleValueProblem(value: string): string | undefined {
  if (value === '') return 'Give the value that appears in the roles claim, for example Admin.';
  if (/\s/.test(value)) return 'A value has no blanks.';
  return value.length > 250 ? 'A value has at most 250 characters.' : undefined;
}

// Source: Microsoft's workload identity federation pages.
export function federatedNameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/.test(name)
    ? undefined
    : 'A name has 3 to 120 letters, digits, dashes or underscores, and begins with a letter or digit.';
}
