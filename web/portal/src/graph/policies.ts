// Conditional access: policies and named locations.
import type { Graph } from './client.ts';

export type PolicyState = 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
export type GrantControl = 'block' | 'mfa' | 'passwordChange' | 'compliantDevice' | 'domainJoinedDevice';
export type ClientType = 'all' | 'browser' | 'mobileAppsAndDesktopClients';

export interface SignInFrequency {
  value: number | null;
  type: 'hours' | 'days' | null;
  frequencyInterval: 'timeBased' | 'everyTime';
  isEnabled: boolean;
}

export interface Policy {
  id: string;
  displayName: string;
  state: PolicyState;
  createdDateTime: string | null;
  modifiedDateTime: string | null;
  conditions: {
    clientAppTypes: string[];
    users: {
      includeUsers: string[];
      excludeUsers: string[];
      includeGroups: string[];
      excludeGroups: string[];
      includeRoles: string[];
      excludeRoles: string[];
    };
    applications: { includeApplications: string[]; excludeApplications: string[]; includeAuthenticationContextClassReferences: string[] };
    locations: { includeLocations: string[]; excludeLocations: string[] } | null;
  };
  grantControls: { operator: 'AND' | 'OR'; builtInControls: GrantControl[] } | null;
  sessionControls: { signInFrequency: SignInFrequency | null } | null;
}
export type NewPolicy = Pick<Policy, 'displayName' | 'state' | 'conditions' | 'grantControls' | 'sessionControls'>;

export interface NamedLocation {
  '@odata.type'?: string;
  id: string;
  displayName: string;
  isTrusted: boolean;
  ipRanges: { '@odata.type'?: string; cidrAddress: string }[];
}

const kPolicies = '/identity/conditionalAccess/policies';
const kLocations = '/identity/conditionalAccess/namedLocations';

export const listPolicies = (graph: Graph) => graph.all<Policy>(kPolicies);
export const findPolicy = (graph: Graph, id: string) => graph.get<Policy>(`${kPolicies}/${id}`);
export const addPolicy = (graph: Graph, policy: NewPolicy) => graph.post<Policy>(kPolicies, policy);
export const changePolicy = (graph: Graph, id: string, change: Partial<NewPolicy>) => graph.patch(`${kPolicies}/${id}`, change);
export const deletePolicy = (graph: Graph, id: string) => graph.remove(`${kPolicies}/${id}`);

export const listLocations = (graph: Graph) => graph.all<NamedLocation>(kLocations);
export const addLocation = (graph: Graph, location: Omit<NamedLocation, 'id'>) => graph.post<NamedLocation>(kLocations, location);
export const deleteLocation = (graph: Graph, id: string) => graph.remove(`${kLocations}/${id}`);
