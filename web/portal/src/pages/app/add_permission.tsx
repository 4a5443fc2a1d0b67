// The panel "Request API permissions": an API, then delegated or application permissions of it.
import { Button, Checkbox, Field, Radio, RadioGroup, SearchBox, Select, Tab, TabList } from '@fluentui/react-components';
import { ErrorBar, Loading, Panel, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp, listPrincipals, needPrincipal } from '../../graph/applications.ts';
import { kGraphAppId, type Application, type RequiredResourceAccess } from '../../graph/types.ts';
import { useApp } from './app_context.ts';

type Kind = 'Scope' | 'Role';

// The registration's list with one more permission of each id.
export function withAccess(app: Application, resourceAppId: string, type: Kind, ids: readonly string[]): RequiredResourceAccess[] {
  const before = app.requiredResourceAccess.find((each) => each.resourceAppId === resourceAppId)?.resourceAccess ?? [];
  const added = ids.filter((id) => !before.some((each) => each.id === id && each.type === type)).map((id) => ({ id, type }));
  const others = app.requiredResourceAccess.filter((each) => each.resourceAppId !== resourceAppId);
  return [...others, { resourceAppId, resourceAccess: [...before, ...added] }];
}

export function AddPermission({ open, onClose }: { open: boolean; onClose(): void }) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [source, setSource] = useState<'graph' | 'mine'>('graph');
  const [mine, setMine] = useState('');
  const [kind, setKind] = useState<Kind>('Scope');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const action = useAction();
  const apis = useLoad(`apis:${open}`, async () => {
    if (!open) return [];
    const [graphApi, all] = await Promise.all([needPrincipal(graph, kGraphAppId), listPrincipals(graph)]);
    const exposing = all.filter((each) => each.appId !== kGraphAppId && each.oauth2PermissionScopes.length + each.appRoles.length > 0);
    return [graphApi, ...exposing];
  });
  const others = (apis.data ?? []).filter((each) => each.appId !== kGraphAppId);
  const resourceAppId = source === 'graph' ? kGraphAppId : (mine || others[0]?.appId) ?? '';
  const resource = apis.data?.find((each) => each.appId === resourceAppId);
  const permissions =
    kind === 'Scope'
      ? (resource?.oauth2PermissionScopes ?? []).map((each) => ({ id: each.id, value: each.value, text: each.adminConsentDisplayName }))
      : (resource?.appRoles ?? [])
          .filter((each) => each.allowedMemberTypes.includes('Application'))
          .map((each) => ({ id: each.id, value: each.value ?? each.displayName, text: each.displayName }));
  const there = new Set(app.requiredResourceAccess.filter((each) => each.resourceAppId === resourceAppId).flatMap((each) => each.resourceAccess.map((access) => access.id)));
  const shown = permissions.filter((each) => `${each.value} ${each.text}`.toLowerCase().includes(text.toLowerCase()));
  const restart = () => {
    setChosen([]);
    setText('');
  };
  const add = async () => {
    await changeApp(graph, app.id, { requiredResourceAccess: withAccess(app, resourceAppId, kind, chosen) });
    restart();
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Request API permissions"
      open={open}
      onClose={onClose}
      wide
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || chosen.length === 0} onClick={() => void action.run(add)}>
            Add permissions
          </Button>
          <Button onClick={onClose}>Discard</Button>
        </>
      }
    >
      <ErrorBar error={apis.error ?? action.error} />
      <TabList
        selectedValue={source}
        onTabSelect={(_, { value }) => {
          setSource(value as 'graph' | 'mine');
          restart();
        }}
      >
        <Tab value="graph">Microsoft Graph</Tab>
        <Tab value="mine">My APIs</Tab>
      </TabList>
      {source === 'mine' && others.length > 0 && (
        <Field label="API">
          <Select
            value={resourceAppId}
            onChange={(_, { value }) => {
              setMine(value);
              restart();
            }}
          >
            {others.map((each) => (
              <option key={each.appId} value={each.appId}>
                {each.displayName}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {source === 'mine' && apis.data && others.length === 0 ? (
        <p className="empty">No application in this tenant exposes an API yet. See Expose an API.</p>
      ) : (
        <>
          <Field label="What type of permissions does your application require?">
            <RadioGroup
              value={kind}
              onChange={(_, { value }) => {
                setKind(value as Kind);
                restart();
              }}
            >
              <Radio value="Scope" label="Delegated permissions: your application needs to access the API as the signed-in user." />
              <Radio value="Role" label="Application permissions: your application runs as a background service or daemon without a signed-in user." />
            </RadioGroup>
          </Field>
          <SearchBox aria-label="Filter permissions" placeholder="Start typing a permission to filter these results" value={text} onChange={(_, { value }) => setText(value)} />
          {apis.loading && !apis.data && <Loading what="permissions" />}
          <fieldset className="checks">
            <legend>Select permissions</legend>
            {shown.map((each) => (
              <Checkbox
                key={each.id}
                checked={there.has(each.id) || chosen.includes(each.id)}
                disabled={there.has(each.id)}
                onChange={(_, { checked }) => setChosen(checked === true ? [...chosen, each.id] : chosen.filter((id) => id !== each.id))}
                label={
                  <>
                    {each.value}
                    <span className="soft"> {each.text}</span>
                  </>
                }
              />
            ))}
            {apis.data && shown.length === 0 && <p className="empty">No permission fits.</p>}
          </fieldset>
        </>
      )}
    </Panel>
  );
}
