// The form of a policy: who, what, from where, and what is demanded. The sentence below says what it does.
import { Checkbox, Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { Note, Section } from '@sallyport/shared';
import { errorAt } from '../../graph/client.ts';
import type { GrantControl, NewPolicy, PolicyState } from '../../graph/policies.ts';
import { describe, kStates, locksOut } from '../../rules/policy.ts';
import { DemandFields } from './demand_fields.tsx';
import { namesOf, type Choices, type Named } from './names.ts';
import { Picker } from './picker.tsx';

type Conditions = NewPolicy['conditions'];

interface FormProps {
  policy: NewPolicy;
  choices: Choices;
  error: Error | undefined;
  onChange(policy: NewPolicy): void;
}

const kEverybody: readonly Named[] = [
  { id: 'All', name: 'All users' },
  { id: 'GuestsOrExternalUsers', name: 'Guests' },
];
const kAllApps: Named = { id: 'All', name: 'All resources' };
const kTrusted: Named = { id: 'AllTrusted', name: 'All trusted locations' };

function People({ users, choices, error, onChange }: { users: Conditions['users']; choices: Choices; error: Error | undefined; onChange(users: Conditions['users']): void }) {
  const set = (change: Partial<Conditions['users']>) => onChange({ ...users, ...change });
  const included = (ids: string[]) => set({ includeUsers: ids.length > 1 ? ids.filter((id) => id !== 'None') : ids.length === 0 ? ['None'] : ids });
  return (
    <Section title="Users">
      <Picker label="Include users" options={[...kEverybody, ...choices.people]} chosen={users.includeUsers.filter((id) => id !== 'None')} error={errorAt(error, 'conditions.users', 'includeUsers')} onChange={included} />
      <Picker label="Include groups" hint="Members count also through other groups." options={choices.groups} chosen={users.includeGroups} onChange={(includeGroups) => set({ includeGroups })} />
      <Picker label="Include directory roles" options={choices.roles} chosen={users.includeRoles} onChange={(includeRoles) => set({ includeRoles })} />
      <Picker label="Exclude users" hint="Exclude one administrator, so that somebody can always change the policies." options={[...kEverybody.slice(1), ...choices.people]} chosen={users.excludeUsers} error={errorAt(error, 'excludeUsers')} onChange={(excludeUsers) => set({ excludeUsers })} />
      <Picker label="Exclude groups" options={choices.groups} chosen={users.excludeGroups} onChange={(excludeGroups) => set({ excludeGroups })} />
      <Picker label="Exclude directory roles" options={choices.roles} chosen={users.excludeRoles} onChange={(excludeRoles) => set({ excludeRoles })} />
    </Section>
  );
}

function Targets({ applications, choices, error, onChange }: { applications: Conditions['applications']; choices: Choices; error: Error | undefined; onChange(applications: Conditions['applications']): void }) {
  const set = (change: Partial<Conditions['applications']>) => onChange({ ...applications, ...change });
  const contexts = applications.includeAuthenticationContextClassReferences;
  return (
    <Section title="Target resources" hint="A sign-in concerns the application and the API that it asks for; one of both is enough.">
      <Picker label="Include applications" options={[kAllApps, ...choices.apps]} chosen={applications.includeApplications} error={errorAt(error, 'conditions.applications', 'includeApplications')} onChange={(includeApplications) => set({ includeApplications })} />
      <Picker label="Exclude applications" options={choices.apps} chosen={applications.excludeApplications} onChange={(excludeApplications) => set({ excludeApplications })} />
      <Field label="Authentication contexts" hint="Instead of applications: c1 to c99, separated by spaces. An API asks for one in a claims challenge." validationMessage={errorAt(error, 'includeAuthenticationContextClassReferences')}>
        <Input
          value={contexts.join(' ')}
          onChange={(_, { value }) => set({ includeAuthenticationContextClassReferences: value.split(/\s+/).filter((each) => each !== '') })}
          autoComplete="off"
        />
      </Field>
    </Section>
  );
}

function Places({ conditions, choices, error, onChange }: { conditions: Conditions; choices: Choices; error: Error | undefined; onChange(change: Partial<Conditions>): void }) {
  const places = conditions.locations;
  const set = (included: string[], excluded: string[]) =>
    onChange({ locations: included.length + excluded.length === 0 ? null : { includeLocations: included.length === 0 ? ['All'] : included, excludeLocations: excluded } });
  const clients = conditions.clientAppTypes;
  return (
    <Section title="Conditions">
      <Picker label="Include locations" hint="Nothing chosen: anywhere." options={[{ id: 'All', name: 'Any location' }, kTrusted, ...choices.places]} chosen={places?.includeLocations ?? []} error={errorAt(error, 'conditions.locations', 'includeLocations')} onChange={(ids) => set(ids, places?.excludeLocations ?? [])} />
      <Picker label="Exclude locations" options={[kTrusted, ...choices.places]} chosen={places?.excludeLocations ?? []} onChange={(ids) => set(places?.includeLocations ?? [], ids)} />
      <Picker
        label="Client apps"
        hint="Nothing chosen: every kind."
        options={[
          { id: 'browser', name: 'Browser' },
          { id: 'mobileAppsAndDesktopClients', name: 'Mobile apps and desktop clients' },
        ]}
        chosen={clients.filter((each) => each !== 'all')}
        onChange={(ids) => onChange({ clientAppTypes: ids.length === 0 ? ['all'] : ids })}
      />
    </Section>
  );
}

export function PolicyForm({ policy, choices, error, onChange }: FormProps) {
  const conditions = (change: Partial<Conditions>) => onChange({ ...policy, conditions: { ...policy.conditions, ...change } });
  const controls = policy.grantControls?.builtInControls ?? [];
  const toggle = (control: GrantControl, on: boolean) => {
    const left = control === 'block' && on ? [] : controls.filter((each) => each !== control && (each !== 'block' || !on));
    const next = on ? [...left, control] : left;
    onChange({ ...policy, grantControls: next.length === 0 ? null : { operator: policy.grantControls?.operator ?? 'OR', builtInControls: next } });
  };
  return (
    <div className="form">
      <Field label="Name" required validationMessage={errorAt(error, 'displayName')}>
        <Input value={policy.displayName} onChange={(_, { value }) => onChange({ ...policy, displayName: value })} autoComplete="off" />
      </Field>
      <People users={policy.conditions.users} choices={choices} error={error} onChange={(users) => conditions({ users })} />
      <Targets applications={policy.conditions.applications} choices={choices} error={error} onChange={(applications) => conditions({ applications })} />
      <Places conditions={policy.conditions} choices={choices} error={error} onChange={conditions} />
      <Section title="Grant">
        <Checkbox label="Block access" checked={controls.includes('block')} onChange={(_, { checked }) => toggle('block', checked === true)} />
        <Checkbox label="Require multifactor authentication" checked={controls.includes('mfa')} onChange={(_, { checked }) => toggle('mfa', checked === true)} />
        <Checkbox label="Require password change" checked={controls.includes('passwordChange')} onChange={(_, { checked }) => toggle('passwordChange', checked === true)} />
        <Checkbox label="Require device to be marked as compliant" checked={controls.includes('compliantDevice')} onChange={(_, { checked }) => toggle('compliantDevice', checked === true)} />
        <Checkbox label="Require Microsoft Entra hybrid joined device" checked={controls.includes('domainJoinedDevice')} onChange={(_, { checked }) => toggle('domainJoinedDevice', checked === true)} />
        <p className="soft">There are no devices here: a policy that requires one refuses everybody. People without a second factor set up an authenticator app at their next sign-in.</p>
      </Section>
      <DemandFields policy={policy} error={error} onChange={onChange} />
      <Section title="Enable policy">
        <RadioGroup aria-label="Enable policy" value={policy.state} onChange={(_, { value }) => onChange({ ...policy, state: value as PolicyState })}>
          {kStates.map((state) => (
            <Radio key={state.value} value={state.value} label={`${state.label}: ${state.hint}`} />
          ))}
        </RadioGroup>
      </Section>
      {locksOut(policy) && (
        <Note intent="warning" title="This policy locks everybody out, you too.">
          Nobody could open this portal any more. <code>sallyport directory policy state ID disabled</code> would be the way back.
        </Note>
      )}
      <Note title="What the policy does">{describe(policy, namesOf(choices))}</Note>
    </div>
  );
}
