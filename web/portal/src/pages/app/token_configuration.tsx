// Token configuration: optional claims and the groups claim.
import { Button, Checkbox, Field, Radio, RadioGroup } from '@fluentui/react-components';
import { AddRegular, DeleteRegular, PeopleTeamRegular } from '@fluentui/react-icons';
import { Blade, DataTable, ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import type { OptionalClaim, OptionalClaims } from '../../graph/types.ts';
import { useApp } from './app_context.ts';

type TokenType = 'idToken' | 'accessToken';
const kTokenTypes: readonly { type: TokenType; label: string }[] = [
  { type: 'idToken', label: 'ID' },
  { type: 'accessToken', label: 'Access' },
];

// Source: Microsoft's "Optional claims reference".
const kClaims: readonly { name: string; text: string }[] = [
  { name: 'acct', text: "User's account status in tenant" },
  { name: 'auth_time', text: 'Time when the user last authenticated' },
  { name: 'email', text: 'The addressable email for this user, if the user has one' },
  { name: 'family_name', text: 'Provides the last name, surname, or family name of the user' },
  { name: 'given_name', text: 'Provides the first or "given" name of the user' },
  { name: 'ipaddr', text: 'The IP address the client logged in from' },
  { name: 'login_hint', text: 'An opaque, reliable login hint claim' },
  { name: 'sid', text: 'Session ID, used for per-session user sign-out' },
  { name: 'preferred_username', text: 'Provides the preferred username claim within v1 tokens' },
  { name: 'pwd_exp', text: 'The datetime at which the password expires' },
  { name: 'tenant_region_scope', text: 'Region of the resource tenant' },
  { name: 'upn', text: 'An identifier for the user that can be used with the username_hint parameter' },
  { name: 'verified_primary_email', text: "Sourced from the user's PrimaryAuthoritativeEmail" },
  { name: 'xms_edov', text: "Whether the owner of the email's domain has been verified" },
];

const kGroupChoices: readonly { value: string; label: string }[] = [
  { value: 'None', label: 'No groups claim' },
  { value: 'SecurityGroup', label: 'Security groups' },
  { value: 'DirectoryRole', label: 'Directory roles' },
  { value: 'All', label: 'All groups (includes 3 group types: security groups, directory roles, and distribution lists)' },
  { value: 'ApplicationGroup', label: 'Groups assigned to the application (recommended for large enterprise companies)' },
];

const noClaims: OptionalClaims = { idToken: [], accessToken: [], saml2Token: [] };
const claim = (name: string): OptionalClaim => ({ name, source: null, essential: false, additionalProperties: [] });

interface PanelProps {
  open: boolean;
  onClose(): void;
}

function AddClaims({ open, onClose }: PanelProps) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [type, setType] = useState<TokenType>('idToken');
  const [names, setNames] = useState<readonly string[]>([]);
  const action = useAction();
  const claims = app.optionalClaims ?? noClaims;
  const there = new Set(claims[type].map((each) => each.name));
  const add = async () => {
    const added = names.filter((name) => !there.has(name)).map(claim);
    await changeApp(graph, app.id, { optionalClaims: { ...claims, [type]: [...claims[type], ...added] } });
    setNames([]);
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Add optional claim"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || names.length === 0} onClick={() => void action.run(add)}>
            Add
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={action.error} />
      <Field label="Token type" hint="Access and ID tokens are used by applications for authentication.">
        <RadioGroup value={type} layout="horizontal" onChange={(_, { value }) => setType(value as TokenType)}>
          {kTokenTypes.map((each) => (
            <Radio key={each.type} value={each.type} label={each.label} />
          ))}
        </RadioGroup>
      </Field>
      <fieldset className="checks">
        <legend>Claim</legend>
        {kClaims.map(({ name, text }) => (
          <Checkbox
            key={name}
            checked={there.has(name) || names.includes(name)}
            disabled={there.has(name)}
            onChange={(_, { checked }) => setNames(checked === true ? [...names, name] : names.filter((each) => each !== name))}
            label={
              <>
                {name}
                <span className="soft"> {text}</span>
              </>
            }
          />
        ))}
      </fieldset>
    </Panel>
  );
}

function EditGroups({ open, onClose }: PanelProps) {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [choice, setChoice] = useState(app.groupMembershipClaims ?? 'None');
  const action = useAction();
  const save = async () => {
    await changeApp(graph, app.id, { groupMembershipClaims: choice === 'None' ? null : choice });
    onClose();
    await reload();
  };
  return (
    <Panel
      title="Edit groups claim"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy} onClick={() => void action.run(save)}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'groupMembershipClaims')} />
      <Field label="Select group types to include in Access, ID, and SAML tokens." validationMessage={errorAt(action.error, 'groupMembershipClaims')}>
        <RadioGroup value={choice} onChange={(_, { value }) => setChoice(value)}>
          {kGroupChoices.map((each) => (
            <Radio key={each.value} value={each.value} label={each.label} />
          ))}
        </RadioGroup>
      </Field>
    </Panel>
  );
}

export function TokenConfiguration() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const [panel, setPanel] = useState<'claims' | 'groups' | undefined>();
  const action = useAction();
  const claims = app.optionalClaims ?? noClaims;
  const rows = kTokenTypes.flatMap(({ type, label }) => claims[type].map((each) => ({ type, label, claim: each })));
  const remove = async (type: TokenType, name: string) => {
    await changeApp(graph, app.id, { optionalClaims: { ...claims, [type]: claims[type].filter((each) => each.name !== name) } });
    await reload();
  };
  const groups = kGroupChoices.find((each) => each.value === (app.groupMembershipClaims ?? 'None'));
  return (
    <Blade
      title={`${app.displayName} | Token configuration`}
      subtitle="Optional claims are used to configure additional information which is returned in one or more tokens."
      commands={[
        { label: 'Add optional claim', icon: <AddRegular />, run: () => setPanel('claims') },
        { label: 'Add groups claim', icon: <PeopleTeamRegular />, run: () => setPanel('groups') },
      ]}
    >
      <ErrorBar error={action.error} />
      <DataTable
        name="Optional claims"
        rows={rows}
        rowKey={(row) => `${row.type}:${row.claim.name}`}
        empty="No optional claims have been added."
        columns={[
          { title: 'Claim', cell: (row) => row.claim.name },
          { title: 'Description', cell: (row) => kClaims.find((each) => each.name === row.claim.name)?.text ?? '-' },
          { title: 'Token type', cell: (row) => row.label },
          {
            title: 'Delete',
            cell: (row) => (
              <Button
                appearance="subtle"
                disabled={action.busy}
                icon={<DeleteRegular />}
                aria-label={`Delete ${row.claim.name} from ${row.label} tokens`}
                onClick={() => void action.run(() => remove(row.type, row.claim.name))}
              />
            ),
          },
        ]}
      />
      <p>
        Groups claim: <strong>{groups?.label ?? app.groupMembershipClaims}</strong>
      </p>
      <AddClaims open={panel === 'claims'} onClose={() => setPanel(undefined)} />
      <EditGroups open={panel === 'groups'} onClose={() => setPanel(undefined)} />
    </Blade>
  );
}
