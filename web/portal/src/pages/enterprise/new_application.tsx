// New application > Create your own application: an application that is not developed here, or one that is.
import { Button, Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { ErrorBar, Panel, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { needPrincipal, registerApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import { nameProblem } from '../../rules/registration.ts';

type Kind = 'integrate' | 'develop';

export function NewApplication({ open, onClose }: { open: boolean; onClose(): void }) {
  const { graph } = useSession();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Kind>('integrate');
  const [tried, setTried] = useState(false);
  const action = useAction();
  const problem = nameProblem(name, 'AzureADMyOrg');
  const create = async () => {
    if (kind === 'develop') return navigate(`/apps/new?${new URLSearchParams({ name: name.trim() }).toString()}`);
    const app = await registerApp(graph, { displayName: name.trim(), signInAudience: 'AzureADMyOrg' });
    const principal = await needPrincipal(graph, app.appId);
    await navigate(`/enterprise/${principal.id}`);
  };
  const submit = () => {
    setTried(true);
    if (problem === undefined) void action.run(async () => create());
  };
  return (
    <Panel
      title="Create your own application"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy} onClick={submit}>
            Create
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'displayName')} />
      <Field label="What's the name of your app?" required validationMessage={(tried ? problem : undefined) ?? errorAt(action.error, 'displayName')}>
        <Input value={name} onChange={(_, { value }) => setName(value)} placeholder="Input name" autoComplete="off" />
      </Field>
      <Field label="What are you looking to do with your application?">
        <RadioGroup value={kind} onChange={(_, { value }) => setKind(value as Kind)}>
          <Radio value="develop" label="Register an application to integrate with Microsoft Entra ID (App you're developing)" />
          <Radio value="integrate" label="Integrate any other application you don't find in the gallery (Non-gallery)" />
        </RadioGroup>
      </Field>
    </Panel>
  );
}
