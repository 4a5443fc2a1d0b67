// Properties: whether people may sign in to the application, and whether they must be assigned.
import { Radio, RadioGroup, Field } from '@fluentui/react-components';
import { DismissRegular, SaveRegular } from '@fluentui/react-icons';
import { Blade, Copyable, ErrorBar, Note, useAction } from '@sallyport/shared';
import { useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changePrincipal } from '../../graph/applications.ts';
import { usePrincipal } from './principal_context.ts';

function YesNo({ label, hint, value, onChange }: { label: string; hint: string; value: boolean; onChange(value: boolean): void }) {
  return (
    <Field label={label} hint={hint}>
      <RadioGroup layout="horizontal" value={value ? 'yes' : 'no'} onChange={(_, { value: chosen }) => onChange(chosen === 'yes')}>
        <Radio value="yes" label="Yes" />
        <Radio value="no" label="No" />
      </RadioGroup>
    </Field>
  );
}

export function Properties() {
  const { graph } = useSession();
  const { principal, reload } = usePrincipal();
  const [enabled, setEnabled] = useState(principal.accountEnabled);
  const [required, setRequired] = useState(principal.appRoleAssignmentRequired);
  const action = useAction();
  const changed = enabled !== principal.accountEnabled || required !== principal.appRoleAssignmentRequired;
  const save = async () => {
    await changePrincipal(graph, principal.id, { accountEnabled: enabled, appRoleAssignmentRequired: required });
    await reload();
  };
  const discard = () => {
    setEnabled(principal.accountEnabled);
    setRequired(principal.appRoleAssignmentRequired);
  };
  return (
    <Blade
      title={`${principal.displayName} | Properties`}
      subtitle="View and manage application settings for your organization. Editing properties like display information, user sign-in settings, and user visibility settings requires Global Administrator or Application Administrator roles."
      commands={[
        { label: 'Save', icon: <SaveRegular />, run: () => void action.run(save), disabled: !changed, busy: action.busy },
        { label: 'Discard', icon: <DismissRegular />, run: discard, disabled: !changed },
      ]}
    >
      <ErrorBar error={action.error} />
      <div className="form">
        <YesNo label="Enabled for users to sign in?" hint="If No, nobody can sign in to this application, and it gets no tokens (AADSTS7000112)." value={enabled} onChange={setEnabled} />
        <YesNo
          label="Assignment required?"
          hint="If Yes, people and applications must first be assigned before they can use this application. Everybody else is refused (AADSTS50105)."
          value={required}
          onChange={setRequired}
        />
        {required && !principal.appRoleAssignmentRequired && (
          <Note>With assignment required, a user&apos;s own consent is not enough: an administrator must grant admin consent under API permissions, too.</Note>
        )}
        <dl className="facts">
          <div>
            <dt>Application ID</dt>
            <dd>
              <Copyable mono text={principal.appId} name="Application ID" />
            </dd>
          </div>
          <div>
            <dt>Object ID</dt>
            <dd>
              <Copyable mono text={principal.id} name="Object ID" />
            </dd>
          </div>
        </dl>
      </div>
    </Blade>
  );
}
