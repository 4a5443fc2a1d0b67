// The list of sign-ins, which grows as they happen, and the panel that explains one of them.
import { Badge, Button, Field, Select, Switch } from '@fluentui/react-components';
import { type Column, DataTable, ErrorBar, Loading, Panel } from '@sallyport/shared';
import { useState } from 'react';
import type { SignIn } from '../../graph/types.ts';
import { SignInDetails } from './sign_in_details.tsx';
import { succeeded, useSignIns } from './sign_ins.ts';

export function Outcome({ signIn }: { signIn: SignIn }) {
  return succeeded(signIn) ? (
    <Badge appearance="tint" color="success">
      Success
    </Badge>
  ) : (
    <Badge appearance="tint" color="danger">
      Failure
    </Badge>
  );
}

interface About {
  appId?: string;
  userId?: string;
}

const time = (text: string) => new Date(text).toLocaleString();

type Wanted = 'all' | 'success' | 'failure';
const kWanted: readonly { wanted: Wanted; label: string }[] = [
  { wanted: 'all', label: 'All' },
  { wanted: 'success', label: 'Success' },
  { wanted: 'failure', label: 'Failure' },
];

// What the page is about is the same in every row, and has no column.
const kSubjects: readonly (Column<SignIn> & { same: keyof About })[] = [
  { same: 'userId', title: 'User', cell: (row) => row.userPrincipalName ?? row.userDisplayName ?? '-' },
  { same: 'appId', title: 'Application', cell: (row) => row.appDisplayName ?? row.appId ?? '-' },
];

export function SignInLog({ about }: { about: About }) {
  const [live, setLive] = useState(true);
  const [wanted, setWanted] = useState<Wanted>('all');
  const [shown, setShown] = useState<SignIn | undefined>();
  const { rows, error, readOlder } = useSignIns({ ...about, succeeded: wanted === 'all' ? undefined : wanted === 'success' }, live);
  return (
    <>
      <div className="filter">
        <Field label="Status" orientation="horizontal" className="filter-short">
          <Select value={wanted} onChange={(_, { value }) => setWanted(value as Wanted)}>
            {kWanted.map((each) => (
              <option key={each.wanted} value={each.wanted}>
                {each.label}
              </option>
            ))}
          </Select>
        </Field>
        <Switch checked={live} onChange={(_, { checked }) => setLive(checked)} label="Show new sign-ins as they happen" />
      </div>
      <ErrorBar error={error} />
      {rows ? (
        <div aria-live="off">
          <DataTable
            name="Sign-ins"
            rows={rows}
            rowKey={(row) => row.id}
            empty={wanted === 'all' ? 'Nobody has tried to sign in yet. Sign in to an application, and the attempt appears here.' : 'No sign-in has this status.'}
            columns={[
              { title: 'Date', cell: (row) => <Button appearance="transparent" className="row-link" onClick={() => setShown(row)}>{time(row.createdDateTime)}</Button> },
              ...kSubjects.filter(({ same }) => about[same] === undefined),
              { title: 'Status', cell: (row) => <Outcome signIn={row} /> },
              { title: 'Sign-in error code', cell: (row) => (succeeded(row) ? '-' : <span className="mono">{row.status.errorCode}</span>) },
              { title: 'Failure reason', cell: (row) => <span className="clip">{succeeded(row) ? '-' : (row.status.failureReason ?? '-')}</span> },
            ]}
          />
          {readOlder && <Button onClick={() => void readOlder()}>Show older sign-ins</Button>}
        </div>
      ) : (
        !error && <Loading what="sign-ins" />
      )}
      <Panel title="Activity Details: Sign-ins" open={shown !== undefined} onClose={() => setShown(undefined)} wide>
        {shown && <SignInDetails signIn={shown} />}
      </Panel>
    </>
  );
}
