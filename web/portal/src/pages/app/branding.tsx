// Branding & properties: the name that people see, the home page, and a note for administrators.
import { Field, Input, Textarea } from '@fluentui/react-components';
import { DismissRegular, SaveRegular } from '@fluentui/react-icons';
import { Blade, Copyable, ErrorBar, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { Application } from '../../graph/types.ts';
import { nameProblem } from '../../rules/registration.ts';
import { useApp } from './app_context.ts';

const draftOf = (app: Application) => ({ name: app.displayName, homePage: app.web.homePageUrl ?? '', notes: app.notes ?? '' });

export function Branding() {
  const { app } = useApp();
  return <BrandingForm key={JSON.stringify(draftOf(app))} />;
}

function BrandingForm() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const start = draftOf(app);
  const [draft, setDraft] = useState(start);
  const action = useAction();
  const changed = JSON.stringify(draft) !== JSON.stringify(start);
  const problem = nameProblem(draft.name, app.signInAudience);
  const save = async () => {
    await changeApp(graph, app.id, { displayName: draft.name.trim(), web: { homePageUrl: draft.homePage || null }, notes: draft.notes || null });
    await reload();
  };
  return (
    <Blade
      title={`${app.displayName} | Branding & properties`}
      commands={[
        { label: 'Save', icon: <SaveRegular />, run: () => void action.run(save), disabled: !changed || problem !== undefined, busy: action.busy },
        { label: 'Discard', icon: <DismissRegular />, run: () => setDraft(start), disabled: !changed },
      ]}
    >
      <ErrorBar error={otherwise(action.error, 'displayName', 'homePageUrl', 'notes')} />
      <div className="form">
        <Field label="Name" required hint="People see it when they sign in and when they are asked for consent." validationMessage={problem ?? errorAt(action.error, 'displayName')}>
          <Input value={draft.name} onChange={(_, { value }) => setDraft({ ...draft, name: value })} autoComplete="off" />
        </Field>
        <Field label="Home page URL" validationMessage={errorAt(action.error, 'homePageUrl')}>
          <Input
            value={draft.homePage}
            onChange={(_, { value }) => setDraft({ ...draft, homePage: value.trim() })}
            placeholder="e.g. https://example.com"
            spellCheck={false}
          />
        </Field>
        <Field label="Internal note" hint="For administrators; people who sign in never see it." validationMessage={errorAt(action.error, 'notes')}>
          <Textarea value={draft.notes} onChange={(_, { value }) => setDraft({ ...draft, notes: value })} resize="vertical" />
        </Field>
        <dl className="facts">
          <div>
            <dt>Application (client) ID</dt>
            <dd>
              <Copyable mono text={app.appId} name="Application (client) ID" />
            </dd>
          </div>
          <div>
            <dt>Publisher domain</dt>
            <dd>{app.publisherDomain ?? 'Unverified'}</dd>
          </div>
        </dl>
      </div>
    </Blade>
  );
}
