// Authentication methods: how one person proves who they are. An authenticator app can be taken away, for example if
// the phone is lost; the person then sets up another one at the next sign-in that asks for it.
import { Button } from '@fluentui/react-components';
import { Confirm, DataTable, ErrorBar, Section, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { GraphError } from '../../graph/client.ts';
import { authenticationMethodsOf, removeAuthenticator, type AuthenticationMethod } from '../../graph/people.ts';
import { day } from '../app/app_list.tsx';

const kAuthenticator = '#microsoft.graph.softwareOathAuthenticationMethod';
const kNames: Record<string, string> = {
  '#microsoft.graph.passwordAuthenticationMethod': 'Password',
  [kAuthenticator]: 'Authenticator app',
};

export function AuthenticationMethodsSection({ userId, name }: { userId: string; name: string }) {
  const { graph } = useSession();
  const methods = useLoad(`methods:${userId}`, () => authenticationMethodsOf(graph, userId));
  const [removing, setRemoving] = useState<AuthenticationMethod | undefined>();
  const action = useAction();
  const hidden = methods.error instanceof GraphError && methods.error.status === 403;
  const remove = async (method: AuthenticationMethod) => {
    const removed = await action.run(() => removeAuthenticator(graph, userId, method.id));
    if (!removed) return;
    setRemoving(undefined);
    await methods.reload();
  };
  return (
    <Section title="Authentication methods">
      <ErrorBar error={hidden ? undefined : methods.error} />
      <DataTable
        name="Authentication methods"
        rows={methods.data ?? []}
        rowKey={(each) => each.id}
        empty={methods.loading ? 'Loading' : hidden ? 'Only administrators see them.' : 'No way to sign in.'}
        columns={[
          { title: 'Method', cell: (each) => kNames[each['@odata.type']] ?? each['@odata.type'] },
          { title: 'Added on', cell: (each) => day(each.createdDateTime) },
          {
            title: 'Action',
            cell: (each) =>
              each['@odata.type'] === kAuthenticator && (
                <Button size="small" onClick={() => (action.clear(), setRemoving(each))}>
                  Remove authenticator app
                </Button>
              ),
          },
        ]}
      />
      {removing && (
        <Confirm
          title={`Remove the authenticator app of ${name}?`}
          open
          confirm="Remove"
          busy={action.busy}
          error={action.error}
          onConfirm={() => void remove(removing)}
          onClose={() => setRemoving(undefined)}
        >
          <p>Its codes stop working. Where a policy asks for a second factor, {name} sets up a new app at the next sign-in.</p>
        </Confirm>
      )}
    </Section>
  );
}
