// The names of what policies mention: people, groups, roles, applications and locations.
import { useLoad } from '@sallyport/shared';
import { useSession } from '../../auth/session.tsx';
import { kPortalClientId } from '../../auth/msal.ts';
import { listPrincipals } from '../../graph/applications.ts';
import { listGroups, listUsers } from '../../graph/people.ts';
import { listLocations } from '../../graph/policies.ts';
import { kGraphAppId } from '../../graph/types.ts';
import { kDirectoryRoles } from '../../rules/roles.ts';

export interface Named {
  id: string;
  name: string;
}

export interface Choices {
  people: readonly Named[];
  groups: readonly Named[];
  roles: readonly Named[];
  apps: readonly Named[];
  places: readonly Named[];
}

export const kAlways: readonly Named[] = [
  { id: kGraphAppId, name: 'Microsoft Graph' },
  { id: kPortalClientId, name: 'Sallyport portal' },
];

// Loads what a policy can name. Lists hold the first hundred; the form takes ids of others.
export function useChoices() {
  const { graph } = useSession();
  return useLoad('policy-choices', async (): Promise<Choices> => {
    const [people, groups, apps, places] = await Promise.all([listUsers(graph), listGroups(graph), listPrincipals(graph), listLocations(graph)]);
    const others = apps.filter((app) => kAlways.every((each) => each.id !== app.appId)).map((app) => ({ id: app.appId, name: app.displayName }));
    return {
      people: people.map((person) => ({ id: person.id, name: person.displayName })),
      groups: groups.map((group) => ({ id: group.id, name: group.displayName })),
      roles: kDirectoryRoles.map((role) => ({ id: role.template, name: role.name })),
      apps: [...kAlways, ...others],
      places: places.map((place) => ({ id: place.id, name: place.displayName })),
    };
  });
}

export const namesOf = (choices: Choices | undefined): ReadonlyMap<string, string> =>
  new Map(Object.values(choices ?? {}).flatMap((list: readonly Named[]) => list.map((each): [string, string] => [each.id, each.name])));
