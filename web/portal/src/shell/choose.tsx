// Chooses a person, a group or an application by searching the directory.
import { Button, Field, SearchBox, Spinner } from '@fluentui/react-components';
import { ErrorBar, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../auth/session.tsx';
import { listGroups, listUsers } from '../graph/people.ts';

export type ChoiceKind = 'users' | 'users and groups';

export interface Choice {
  id: string;
  name: string;
  kind: 'User' | 'Group';
  detail: string;
}

// Lists what fits the text; a click on a row chooses it. `taken` holds the ids that are there already.
export function Chooser({ kind, taken, onChoose, busy }: { kind: ChoiceKind; taken: ReadonlySet<string>; onChoose(choice: Choice): void; busy: boolean }) {
  const { graph } = useSession();
  const [text, setText] = useState('');
  const found = useLoad(`choose:${kind}:${text}`, async () => {
    const users = await listUsers(graph, text);
    const groups = kind === 'users' ? [] : await listGroups(graph, text);
    return [
      ...users.map((user): Choice => ({ id: user.id, name: user.displayName, kind: 'User', detail: user.userPrincipalName })),
      ...groups.map((group): Choice => ({ id: group.id, name: group.displayName, kind: 'Group', detail: 'Group' })),
    ];
  });
  return (
    <div className="chooser">
      <Field label={`Search ${kind}`}>
        <SearchBox value={text} onChange={(_, { value }) => setText(value)} placeholder="Name or user name" />
      </Field>
      <ErrorBar error={found.error} />
      {found.loading && !found.data ? (
        <Spinner size="tiny" label="Searching" />
      ) : (
        <ul className="choices">
          {(found.data ?? []).map((choice) => (
            <li key={choice.id}>
              <span>
                {choice.name}
                <span className="soft"> {choice.detail}</span>
              </span>
              <Button size="small" disabled={busy || taken.has(choice.id)} onClick={() => onChoose(choice)} aria-label={`${taken.has(choice.id) ? 'Added' : 'Select'} ${choice.name}`}>
                {taken.has(choice.id) ? 'Added' : 'Select'}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
