// Users: a list that the directory searches, and the panels that add people.
import { Button, Field, Input, SearchBox } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, MailRegular } from '@fluentui/react-icons';
import { Blade, CopyButton, DataTable, ErrorBar, Loading, Note, Panel, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { errorAt, otherwise } from '../../graph/client.ts';
import { addUser, inviteGuest, listUsers } from '../../graph/people.ts';
import { newPassword } from '../../rules/password.ts';

function NewUser({ open, onClose }: { open: boolean; onClose(): void }) {
  const { graph, tenant } = useSession();
  const navigate = useNavigate();
  const domain = (tenant.verifiedDomains.find((each) => each.isDefault) ?? tenant.verifiedDomains[0])?.name ?? '';
  const [name, setName] = useState('');
  const [display, setDisplay] = useState('');
  const [password] = useState(newPassword);
  const action = useAction();
  const add = async () => {
    const user = await addUser(graph, { displayName: display, userPrincipalName: name.includes('@') ? name : `${name}@${domain}`, password });
    await navigate(`/users/${user.id}`);
  };
  return (
    <Panel
      title="Create new user"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || name === '' || display === ''} onClick={() => void action.run(add)}>
            Create
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'userPrincipalName', 'displayName', 'mailNickname')} />
      <Field label="User principal name" required hint={`Without a domain, @${domain} is added.`} validationMessage={errorAt(action.error, 'userPrincipalName', 'mailNickname')}>
        <Input value={name} onChange={(_, { value }) => setName(value.trim())} autoComplete="off" spellCheck={false} />
      </Field>
      <Field label="Display name" required validationMessage={errorAt(action.error, 'displayName')}>
        <Input value={display} onChange={(_, { value }) => setDisplay(value)} autoComplete="off" />
      </Field>
      <Field label="Password" hint="Generated in this browser. It cannot be shown again.">
        <div className="uri-row">
          <Input className="grow mono" value={password} readOnly />
          <CopyButton text={password} name="Password" size="medium" />
        </div>
      </Field>
    </Panel>
  );
}

function Invite({ open, onClose, onDone }: { open: boolean; onClose(): void; onDone(): Promise<void> }) {
  const { graph } = useSession();
  const [mail, setMail] = useState('');
  const [display, setDisplay] = useState('');
  const action = useAction();
  const invite = async () => {
    await inviteGuest(graph, mail, display);
    onClose();
    await onDone();
  };
  return (
    <Panel
      title="Invite external user"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || mail === ''} onClick={() => void action.run(invite)}>
            Invite
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'invitedUserEmailAddress')} />
      <Note>A guest signs in with the account of another tenant of this directory. No mail is sent.</Note>
      <Field label="Email" required validationMessage={errorAt(action.error, 'invitedUserEmailAddress')}>
        <Input value={mail} onChange={(_, { value }) => setMail(value.trim())} type="email" autoComplete="off" />
      </Field>
      <Field label="Display name">
        <Input value={display} onChange={(_, { value }) => setDisplay(value)} autoComplete="off" />
      </Field>
    </Panel>
  );
}

export function UsersPage() {
  const { graph } = useSession();
  const [text, setText] = useState('');
  const [panel, setPanel] = useState<'new' | 'invite' | undefined>();
  const users = useLoad(`users:${text}`, () => listUsers(graph, text));
  return (
    <Blade
      title="Users"
      commands={[
        { label: 'New user', icon: <AddRegular />, run: () => setPanel('new') },
        { label: 'Invite external user', icon: <MailRegular />, run: () => setPanel('invite') },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void users.reload(), busy: users.loading },
      ]}
    >
      <div className="filter">
        <SearchBox aria-label="Search users" placeholder="Search by name or user name" value={text} onChange={(_, { value }) => setText(value)} />
        {(users.data?.length ?? 0) >= 100 && <p className="soft">The first 100 are shown. Search to find others.</p>}
      </div>
      <ErrorBar error={users.error} />
      {users.data ? (
        <DataTable
          name="Users"
          rows={users.data}
          rowKey={(user) => user.id}
          empty="Nobody fits."
          columns={[
            { title: 'Display name', cell: (user) => <Link to={`/users/${user.id}`}>{user.displayName}</Link> },
            { title: 'User principal name', cell: (user) => user.userPrincipalName },
            { title: 'User type', cell: (user) => user.userType ?? 'Member' },
            { title: 'Account enabled', cell: (user) => (user.accountEnabled === false ? 'No' : 'Yes') },
          ]}
        />
      ) : (
        !users.error && <Loading what="users" />
      )}
      <NewUser open={panel === 'new'} onClose={() => setPanel(undefined)} />
      <Invite open={panel === 'invite'} onClose={() => setPanel(undefined)} onDone={users.reload} />
    </Blade>
  );
}
