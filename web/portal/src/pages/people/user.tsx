// One person: properties, groups, app roles, sign-ins, and what an administrator may do.
import { DeleteRegular, KeyResetRegular, PersonProhibitedRegular, PersonRegular, SignOutRegular } from '@fluentui/react-icons';
import { Blade, Confirm, Copyable, DataTable, ErrorBar, Essentials, Loading, Note, Section, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { changeUser, deleteUser, findUser, groupsOf, resetPassword, revokeSessions, rolesOf } from '../../graph/people.ts';
import type { User } from '../../graph/types.ts';
import { newPassword } from '../../rules/password.ts';
import { day } from '../app/app_list.tsx';
import { AuthenticationMethodsSection } from './authentication_methods.tsx';
import { DirectoryRoleSection } from './directory_role.tsx';
import { SignInLog } from '../logs/sign_in_log.tsx';

type Question = 'delete' | 'reset' | 'revoke' | 'block';

const kQuestions: Record<Question, { title(name: string): string; confirm: string; text: string }> = {
  delete: { title: (name) => `Delete ${name}?`, confirm: 'Delete', text: 'The account is removed, with its group memberships and assignments.' },
  reset: { title: (name) => `Reset the password of ${name}?`, confirm: 'Reset password', text: 'A new password is made and shown once. Refresh tokens stop working.' },
  revoke: { title: (name) => `Revoke all sessions of ${name}?`, confirm: 'Revoke sessions', text: 'Every refresh token of this person stops working (AADSTS50173).' },
  block: { title: (name) => `Block sign-in of ${name}?`, confirm: 'Block sign-in', text: 'The person cannot sign in any more (AADSTS50057).' },
};

export function UserPage() {
  const { id = '' } = useParams();
  const { graph } = useSession();
  const user = useLoad(`user:${id}`, () => findUser(graph, id));
  if (!user.data) return <Blade title="User">{user.error ? <ErrorBar error={user.error} title="This user cannot be shown" /> : <Loading what="the user" />}</Blade>;
  return <Person key={id} user={user.data} reload={user.reload} />;
}

function Person({ user, reload }: { user: User; reload(): Promise<void> }) {
  const { graph } = useSession();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<Question | undefined>();
  const [password, setPassword] = useState<string | undefined>();
  const [done, setDone] = useState<string | undefined>();
  const action = useAction();
  const groups = useLoad(`groups-of:${user.id}`, () => groupsOf(graph, user.id));
  const roles = useLoad(`roles-of:${user.id}`, () => rolesOf(graph, user.id));
  const enabled = user.accountEnabled !== false;

  const work: Record<Question, () => Promise<void>> = {
    async delete() {
      await deleteUser(graph, user.id);
      await navigate('/users');
    },
    async reset() {
      const made = newPassword();
      await resetPassword(graph, user.id, made);
      setPassword(made);
    },
    async revoke() {
      await revokeSessions(graph, user.id);
      setDone('All sessions have been revoked.');
    },
    async block() {
      await changeUser(graph, user.id, { accountEnabled: false });
      await reload();
    },
  };
  const ask = (chosen: Question) => {
    action.clear();
    setQuestion(chosen);
  };
  const confirm = async (chosen: Question) => {
    if (await action.run(work[chosen])) setQuestion(undefined);
  };
  const enable = () => action.run(() => changeUser(graph, user.id, { accountEnabled: true }).then(reload));
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/users">Users</Link>
      </nav>
      <Blade
        title={user.displayName}
        subtitle={user.userType === 'Guest' ? 'Guest' : 'Member'}
        commands={[
          { label: 'Reset password', icon: <KeyResetRegular />, run: () => ask('reset') },
          { label: 'Revoke sessions', icon: <SignOutRegular />, run: () => ask('revoke') },
          enabled
            ? { label: 'Block sign-in', icon: <PersonProhibitedRegular />, run: () => ask('block') }
            : { label: 'Allow sign-in', icon: <PersonRegular />, run: () => void enable() },
          { label: 'Delete', icon: <DeleteRegular />, run: () => ask('delete') },
        ]}
      >
        <ErrorBar error={question ? undefined : action.error} />
        {done && <Note intent="success">{done}</Note>}
        {password && (
          <Note intent="warning" title="Copy the new password now. It cannot be shown again.">
            <Copyable mono text={password} name="New password" />
          </Note>
        )}
        <Essentials
          items={[
            { label: 'User principal name', value: <Copyable text={user.userPrincipalName} name="User principal name" /> },
            { label: 'Object ID', value: <Copyable mono text={user.id} name="Object ID" /> },
            { label: 'Mail', value: user.mail ?? '-' },
            { label: 'Account enabled', value: enabled ? 'Yes' : 'No' },
            { label: 'Created date time', value: day(user.createdDateTime) },
          ]}
        />
        <DirectoryRoleSection userId={user.id} />
        <AuthenticationMethodsSection userId={user.id} name={user.displayName} />
        <Section title="Groups">
          <ErrorBar error={groups.error} />
          <DataTable
            name="Groups"
            rows={(groups.data ?? []).filter((each) => !each['@odata.type']?.endsWith('directoryRole'))}
            rowKey={(each) => each.id}
            empty={groups.loading ? 'Loading' : 'Not a member of any group.'}
            columns={[
              { title: 'Name', cell: (each) => <Link to={`/groups/${each.id}`}>{each.displayName}</Link> },
              { title: 'Object ID', cell: (each) => <span className="mono">{each.id}</span> },
            ]}
          />
        </Section>
        <Section title="Applications">
          <ErrorBar error={roles.error} />
          <DataTable
            name="Applications"
            rows={roles.data ?? []}
            rowKey={(each) => each.id}
            empty={roles.loading ? 'Loading' : 'Not assigned to any application.'}
            columns={[
              { title: 'Name', cell: (each) => <Link to={`/enterprise/${each.resourceId}/users`}>{each.resourceDisplayName ?? each.resourceId}</Link> },
              { title: 'Assigned on', cell: (each) => day(each.createdDateTime) },
            ]}
          />
        </Section>
        <Section title="Sign-in logs">
          <SignInLog about={{ userId: user.id }} />
        </Section>
      </Blade>
      {question && (
        <Confirm
          title={kQuestions[question].title(user.displayName)}
          open
          confirm={kQuestions[question].confirm}
          busy={action.busy}
          error={action.error}
          onConfirm={() => void confirm(question)}
          onClose={() => setQuestion(undefined)}
        >
          <p>{kQuestions[question].text}</p>
        </Confirm>
      )}
    </>
  );
}
