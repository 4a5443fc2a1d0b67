// Conditional access policies in words, and the policy that a new form begins with.
import type { NewPolicy, Policy, PolicyState } from '../graph/policies.ts';

export const kStates: readonly { value: PolicyState; label: string; hint: string }[] = [
  { value: 'enabledForReportingButNotEnforced', label: 'Report-only', hint: 'Shows in the sign-in log what the policy would do, and changes nothing.' },
  { value: 'enabled', label: 'On', hint: 'Counts at the next sign-in and at the next token request, also of those who are signed in.' },
  { value: 'disabled', label: 'Off', hint: 'Does nothing.' },
];
export const labelOf = (state: PolicyState) => kStates.find((each) => each.value === state)?.label ?? state;

export const emptyPolicy = (): NewPolicy => ({
  displayName: '',
  state: 'enabledForReportingButNotEnforced',
  conditions: {
    clientAppTypes: ['all'],
    users: { includeUsers: ['All'], excludeUsers: [], includeGroups: [], excludeGroups: [], includeRoles: [], excludeRoles: [] },
    applications: { includeApplications: ['All'], excludeApplications: [], includeAuthenticationContextClassReferences: [] },
    locations: null,
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  sessionControls: null,
});

// Names for ids. What has no name is shown by its id.
export type Names = ReadonlyMap<string, string>;

const kWords: Record<string, string> = {
  All: 'everybody',
  GuestsOrExternalUsers: 'guests',
  None: 'nobody',
  AllTrusted: 'all trusted locations',
};

function listed(ids: readonly string[], names: Names, words: Record<string, string> = kWords): string {
  const all = ids.map((id) => words[id] ?? names.get(id) ?? id);
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

const without = (ids: readonly string[], names: Names) => (ids.length === 0 ? '' : `, but not ${listed(ids, names)}`);

function who({ users }: NewPolicy['conditions'], names: Names): string {
  const included = [...users.includeUsers.filter((id) => id !== 'None'), ...users.includeGroups, ...users.includeRoles];
  return (listed(included, names) || 'nobody') + without([...users.excludeUsers, ...users.excludeGroups, ...users.excludeRoles], names);
}

function where({ locations }: NewPolicy['conditions'], names: Names): string {
  if (!locations) return '';
  const places = listed(locations.includeLocations, names, { All: 'anywhere', AllTrusted: 'a trusted location' });
  return ` from ${places}${without(locations.excludeLocations, names)}`;
}

function target({ applications }: NewPolicy['conditions'], names: Names): string {
  const contexts = applications.includeAuthenticationContextClassReferences;
  if (contexts.length > 0) return `what asks for ${listed(contexts, names)}`;
  const apps = listed(applications.includeApplications, names, { All: 'every application' });
  return apps + without(applications.excludeApplications, names);
}

const kDemands: Record<string, string> = {
  mfa: 'a second factor',
  passwordChange: 'a new password',
  compliantDevice: 'a compliant device',
  domainJoinedDevice: 'a hybrid joined device',
};

// "For everybody, but not Alice, at every application: a second factor is needed."
export function describe(policy: Policy | NewPolicy, names: Names): string {
  const { conditions, grantControls, sessionControls } = policy;
  const controls = grantControls?.builtInControls ?? [];
  const joint = grantControls?.operator === 'AND' ? ' and ' : ' or ';
  const demands = controls.includes('block')
    ? ['access is blocked']
    : controls.length === 0
      ? []
      : [`${controls.map((control) => kDemands[control] ?? control).join(joint)} is needed`];
  const frequency = sessionControls?.signInFrequency;
  if (frequency?.isEnabled)
    demands.push(frequency.frequencyInterval === 'everyTime' ? 'the password is asked for every time' : `the password is asked for after ${frequency.value ?? 1} ${frequency.type ?? 'hours'}`);
  return `For ${who(conditions, names)}${where(conditions, names)}, at ${target(conditions, names)}: ${demands.join(', and ') || 'nothing is demanded'}.`;
}

// Whether the policy may lock out everybody who could change it.
export function locksOut(policy: Policy | NewPolicy): boolean {
  const { users, applications } = policy.conditions;
  const everybody = users.includeUsers.includes('All') && users.excludeUsers.length + users.excludeGroups.length + users.excludeRoles.length === 0;
  const blocks = policy.grantControls?.builtInControls.includes('block') ?? false;
  return policy.state === 'enabled' && blocks && everybody && applications.includeApplications.includes('All') && policy.conditions.locations === null;
}
