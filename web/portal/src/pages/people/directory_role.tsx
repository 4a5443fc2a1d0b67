// Assigned roles: the directory role of one person, which decides what the person may change here.
import { Button, Field, Select } from '@fluentui/react-components';
import { ErrorBar, Section, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { directoryRolesOf, giveDirectoryRole, removeDirectoryRole } from '../../graph/people.ts';
import { kDirectoryRoles } from '../../rules/roles.ts';

export function DirectoryRoleSection({ userId }: { userId: string }) {
  const { graph } = useSession();
  const assigned = useLoad(`directory-role:${userId}`, () => directoryRolesOf(graph, userId));
  const [chosen, setChosen] = useState<string | undefined>(); // undefined: not changed
  const action = useAction();
  const current = assigned.data?.[0];
  const role = chosen ?? current?.roleDefinitionId ?? '';
  const save = async () => {
    if (current) await removeDirectoryRole(graph, current.id);
    if (role !== '') await giveDirectoryRole(graph, userId, role);
    setChosen(undefined);
    await assigned.reload();
  };
  return (
    <Section title="Assigned roles">
      <ErrorBar error={assigned.error ?? action.error} />
      <div className="uri-row narrow">
        <Field label="Directory role" className="grow">
          <Select value={role} disabled={!assigned.data} onChange={(_, { value }) => setChosen(value)}>
            <option value="">None</option>
            {kDirectoryRoles.map((each) => (
              <option key={each.template} value={each.template}>
                {each.name}: {each.may}
              </option>
            ))}
          </Select>
        </Field>
        <Button className="at-bottom" disabled={action.busy || chosen === undefined || chosen === (current?.roleDefinitionId ?? '')} onClick={() => void action.run(save)}>
          Save
        </Button>
      </div>
    </Section>
  );
}
