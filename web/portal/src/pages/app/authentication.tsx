// Authentication: redirect URIs by platform, implicit grants, account types, public client flows.
import { Button, Checkbox, Field, Input, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Radio, RadioGroup, Switch } from '@fluentui/react-components';
import { AddRegular, DeleteRegular, DismissRegular, SaveRegular } from '@fluentui/react-icons';
import { Blade, ErrorBar, Note, Section, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { Application, SignInAudience } from '../../graph/types.ts';
import { audiences, kPlatforms, portWarning, redirectProblem, urisOf, type Platform } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';

interface Draft {
  uris: Record<Platform, readonly string[]>;
  shown: readonly Platform[]; // the platforms that have a card
  logoutUrl: string;
  accessTokens: boolean;
  idTokens: boolean;
  audience: SignInAudience;
  publicFlows: boolean;
}

function draftOf(app: Application): Draft {
  return {
    uris: { web: urisOf(app, 'web'), spa: urisOf(app, 'spa'), publicClient: urisOf(app, 'publicClient') },
    shown: kPlatforms.map((each) => each.platform).filter((platform) => urisOf(app, platform).length > 0),
    logoutUrl: app.web.logoutUrl ?? '',
    accessTokens: app.web.implicitGrantSettings.enableAccessTokenIssuance,
    idTokens: app.web.implicitGrantSettings.enableIdTokenIssuance,
    audience: app.signInAudience,
    publicFlows: app.isFallbackPublicClient ?? false,
  };
}

// Only the members that this page owns, so that another page's change is kept.
function changeOf(draft: Draft) {
  return {
    signInAudience: draft.audience,
    isFallbackPublicClient: draft.publicFlows,
    web: {
      redirectUris: draft.uris.web,
      logoutUrl: draft.logoutUrl === '' ? null : draft.logoutUrl,
      implicitGrantSettings: { enableAccessTokenIssuance: draft.accessTokens, enableIdTokenIssuance: draft.idTokens },
    },
    spa: { redirectUris: draft.uris.spa },
    publicClient: { redirectUris: draft.uris.publicClient },
  };
}

interface CardProps {
  platform: Platform;
  uris: readonly string[];
  audience: SignInAudience;
  kept: readonly string[]; // registered already, so they are not complained about
  refused: string | undefined;
  onChange(uris: readonly string[]): void;
  onRemove(): void;
}

function PlatformCard({ platform, uris, audience, kept, refused, onChange, onRemove }: CardProps) {
  const words = kPlatforms.find((each) => each.platform === platform);
  const set = (index: number, uri: string) => onChange(uris.map((old, at) => (at === index ? uri : old)));
  return (
    <section className="platform" aria-label={words?.label}>
      <header>
        <h3>{words?.label}</h3>
        <Button appearance="subtle" icon={<DeleteRegular />} onClick={onRemove} aria-label={`Remove the platform ${words?.label}`} />
      </header>
      <p className="soft">Redirect URIs. {words?.hint}</p>
      {uris.map((uri, index) => (
        <Field
          // The place in the list is the field's identity while one types.
          key={index}
          className="uri"
          validationMessage={(kept.includes(uri) ? undefined : redirectProblem(uri, platform, audience)) ?? (index === 0 ? refused : undefined)}
        >
          <div className="uri-row">
            <Input
              className="grow"
              value={uri}
              aria-label={`${words?.label} redirect URI ${index + 1}`}
              placeholder={words?.example ?? ''}
              onChange={(_, { value }) => set(index, value)}
              autoComplete="off"
              spellCheck={false}
            />
            <Button appearance="subtle" icon={<DismissRegular />} aria-label={`Remove ${uri || 'this redirect URI'}`} onClick={() => onChange(uris.filter((_, at) => at !== index))} />
          </div>
        </Field>
      ))}
      <Button appearance="subtle" icon={<AddRegular />} onClick={() => onChange([...uris, ''])}>
        Add URI
      </Button>
    </section>
  );
}

export function Authentication() {
  const { app } = useApp();
  // A saved change loads the registration again, which begins a new draft.
  return <AuthenticationForm key={JSON.stringify(draftOf(app))} />;
}

function AuthenticationForm() {
  const { graph, tenant } = useSession();
  const { app, reload } = useApp();
  const start = draftOf(app);
  const [draft, setDraft] = useState(start);
  const action = useAction();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const setUris = (platform: Platform, uris: readonly string[]) => change({ uris: { ...draft.uris, [platform]: uris } });
  const changed = JSON.stringify(changeOf(draft)) !== JSON.stringify(changeOf(start));
  const problem = kPlatforms.some(({ platform }) =>
    draft.uris[platform].some((uri) => !urisOf(app, platform).includes(uri) && redirectProblem(uri, platform, draft.audience) !== undefined),
  );
  const warning = portWarning(kPlatforms.flatMap(({ platform }) => draft.uris[platform]));
  const missing = kPlatforms.filter(({ platform }) => !draft.shown.includes(platform));
  const save = async () => {
    await changeApp(graph, app.id, changeOf(draft));
    await reload();
  };
  return (
    <Blade
      title={`${app.displayName} | Authentication`}
      commands={[
        { label: 'Save', icon: <SaveRegular />, run: () => void action.run(save), disabled: !changed || problem, busy: action.busy },
        { label: 'Discard', icon: <DismissRegular />, run: () => setDraft(start), disabled: !changed },
      ]}
    >
      <ErrorBar error={otherwise(action.error, 'redirectUris', 'logoutUrl', 'signInAudience')} />
      <Section
        title="Platform configurations"
        hint="Depending on the platform or device this application is targeting, additional configuration may be required such as redirect URIs, specific authentication settings, or fields specific to the platform."
      >
        {missing.length > 0 && (
          <Menu>
            <MenuTrigger disableButtonEnhancement>
              <Button icon={<AddRegular />}>Add a platform</Button>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                {missing.map(({ platform, label }) => (
                  <MenuItem
                    key={platform}
                    onClick={() => change({ shown: [...draft.shown, platform], uris: { ...draft.uris, [platform]: [''] } })}
                  >
                    {label}
                  </MenuItem>
                ))}
              </MenuList>
            </MenuPopover>
          </Menu>
        )}
        {draft.shown.map((platform) => (
          <PlatformCard
            key={platform}
            platform={platform}
            uris={draft.uris[platform]}
            audience={draft.audience}
            kept={urisOf(app, platform)}
            refused={errorAt(action.error, `${platform}.redirectUris`)}
            onChange={(uris) => setUris(platform, uris)}
            onRemove={() => change({ shown: draft.shown.filter((each) => each !== platform), uris: { ...draft.uris, [platform]: [] } })}
          />
        ))}
        {draft.shown.length === 0 && <p className="empty">No platform has been added.</p>}
        {warning && <Note intent="warning">{warning}</Note>}
      </Section>
      <Section title="Front-channel logout URL" hint="This is where we send a request to have the application clear the user's session data. This is required for single sign-out to work correctly.">
        <Field label="Front-channel logout URL" validationMessage={errorAt(action.error, 'logoutUrl')}>
          <Input value={draft.logoutUrl} onChange={(_, { value }) => change({ logoutUrl: value.trim() })} placeholder="e.g. https://example.com/logout" spellCheck={false} />
        </Field>
      </Section>
      <Section
        title="Implicit grant and hybrid flows"
        hint="Request a token directly from the authorization endpoint. Select the tokens you would like to be issued by the authorization endpoint:"
      >
        <Checkbox checked={draft.accessTokens} onChange={(_, { checked }) => change({ accessTokens: checked === true })} label="Access tokens (used for implicit flows)" />
        <Checkbox checked={draft.idTokens} onChange={(_, { checked }) => change({ idTokens: checked === true })} label="ID tokens (used for implicit and hybrid flows)" />
      </Section>
      <Section title="Supported account types">
        <Field label="Who can use this application or access this API?" validationMessage={errorAt(action.error, 'signInAudience')}>
          <RadioGroup value={draft.audience} onChange={(_, { value }) => change({ audience: value as SignInAudience })}>
            {audiences(tenant.displayName).map((each) => (
              <Radio key={each.audience} value={each.audience} label={each.label} />
            ))}
          </RadioGroup>
        </Field>
      </Section>
      <Section title="Advanced settings" hint="Allow public client flows: the application may ask for tokens with a user name and password, or with a device code, without a secret.">
        <Switch checked={draft.publicFlows} onChange={(_, { checked }) => change({ publicFlows: checked })} label={`Allow public client flows: ${draft.publicFlows ? 'Yes' : 'No'}`} />
      </Section>
    </Blade>
  );
}
