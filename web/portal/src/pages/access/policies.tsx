// Conditional access: the list of policies, one policy, and a new one.
import { Button } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, LocationRegular } from '@fluentui/react-icons';
import { Blade, Confirm, Copyable, DataTable, ErrorBar, Essentials, Loading, Note, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { otherwise } from '../../graph/client.ts';
import { addPolicy, changePolicy, deletePolicy, findPolicy, listPolicies, type NewPolicy, type Policy } from '../../graph/policies.ts';
import { describe, emptyPolicy, labelOf } from '../../rules/policy.ts';
import { day } from '../app/app_list.tsx';
import { namesOf, useChoices, type Choices } from './names.ts';
import { PolicyForm } from './policy_form.tsx';

const kShown = ['displayName', 'conditions.users', 'includeUsers', 'excludeUsers', 'conditions.applications', 'includeApplications', 'includeAuthenticationContextClassReferences', 'conditions.locations', 'includeLocations', 'signInFrequency'];

function Crumbs() {
  return (
    <nav className="crumbs" aria-label="Where you are">
      <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/conditional-access">Conditional Access</Link>
    </nav>
  );
}

export function PoliciesPage() {
  const { graph } = useSession();
  const navigate = useNavigate();
  const policies = useLoad('policies', () => listPolicies(graph));
  const choices = useChoices();
  const names = namesOf(choices.data);
  return (
    <Blade
      title="Conditional Access"
      subtitle="Policies"
      commands={[
        { label: 'New policy', icon: <AddRegular />, run: () => void navigate('/conditional-access/new') },
        { label: 'Named locations', icon: <LocationRegular />, run: () => void navigate('/conditional-access/locations') },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void policies.reload(), busy: policies.loading },
      ]}
    >
      <Note>A policy says who has to prove what, at which application and from where. Every sign-in and every token request is judged by all policies that are on, refresh tokens too.</Note>
      <ErrorBar error={policies.error} />
      {policies.data ? (
        <DataTable
          name="Policies"
          rows={policies.data}
          rowKey={(policy) => policy.id}
          empty="There are no policies: a password is enough everywhere."
          columns={[
            { title: 'Name', cell: (policy) => <Link to={`/conditional-access/${policy.id}`}>{policy.displayName}</Link> },
            { title: 'State', cell: (policy) => labelOf(policy.state) },
            { title: 'What it does', cell: (policy) => describe(policy, names) },
            { title: 'Modified', cell: (policy) => day(policy.modifiedDateTime ?? policy.createdDateTime) },
          ]}
        />
      ) : (
        !policies.error && <Loading what="policies" />
      )}
    </Blade>
  );
}

function Editor({ initial, choices, save, label }: { initial: NewPolicy; choices: Choices; save(policy: NewPolicy): Promise<void>; label: string }) {
  const [policy, setPolicy] = useState(initial);
  const [saved, setSaved] = useState(false);
  const action = useAction();
  const change = (next: NewPolicy) => {
    setSaved(false);
    setPolicy(next);
  };
  return (
    <>
      <PolicyForm policy={policy} choices={choices} error={action.error} onChange={change} />
      <ErrorBar error={otherwise(action.error, ...kShown)} />
      {saved && <Note intent="success">The policy has been saved.</Note>}
      <div className="actions">
        <Button appearance="primary" disabled={action.busy || policy.displayName.trim() === ''} onClick={() => void action.run(() => save(policy)).then(setSaved)}>
          {label}
        </Button>
      </div>
    </>
  );
}

export function NewPolicyPage() {
  const { graph } = useSession();
  const navigate = useNavigate();
  const choices = useChoices();
  const create = async (policy: NewPolicy) => {
    const made = await addPolicy(graph, policy);
    await navigate(`/conditional-access/${made.id}`);
  };
  return (
    <>
      <Crumbs />
      <Blade title="New policy" subtitle="Conditional Access">
        <ErrorBar error={choices.error} />
        {choices.data ? <Editor initial={emptyPolicy()} choices={choices.data} save={create} label="Create" /> : !choices.error && <Loading what="the form" />}
      </Blade>
    </>
  );
}

// What the form changes, without the properties that only Graph sets.
const editable = ({ displayName, state, conditions, grantControls, sessionControls }: Policy): NewPolicy => ({
  displayName,
  state,
  conditions: { clientAppTypes: conditions.clientAppTypes, users: conditions.users, applications: conditions.applications, locations: conditions.locations },
  grantControls,
  sessionControls,
});

export function PolicyPage() {
  const { id = '' } = useParams();
  const { graph } = useSession();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const policy = useLoad(`policy:${id}`, () => findPolicy(graph, id));
  const choices = useChoices();
  const action = useAction();
  const remove = async () => {
    await deletePolicy(graph, id);
    await navigate('/conditional-access');
  };
  if (!policy.data || !choices.data)
    return (
      <Blade title="Policy">
        {(policy.error ?? choices.error) ? <ErrorBar error={policy.error ?? choices.error} title="This policy cannot be shown" /> : <Loading what="the policy" />}
      </Blade>
    );
  return (
    <>
      <Crumbs />
      <Blade title={policy.data.displayName} subtitle="Conditional Access policy" commands={[{ label: 'Delete', icon: <DeleteRegular />, run: () => setDeleting(true) }]}>
        <Essentials
          items={[
            { label: 'Policy ID', value: <Copyable mono text={id} name="Policy ID" /> },
            { label: 'State', value: labelOf(policy.data.state) },
            { label: 'Created', value: day(policy.data.createdDateTime) },
          ]}
        />
        <Editor key={id} initial={editable(policy.data)} choices={choices.data} save={(change) => changePolicy(graph, id, change).then(policy.reload)} label="Save" />
        <Confirm title={`Delete ${policy.data.displayName}?`} open={deleting} confirm="Delete" busy={action.busy} error={action.error} onConfirm={() => void action.run(remove)} onClose={() => setDeleting(false)}>
          <p>What the policy demanded is not asked for any more.</p>
        </Confirm>
      </Blade>
    </>
  );
}
