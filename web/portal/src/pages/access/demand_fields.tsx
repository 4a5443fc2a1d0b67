// How several demands of a policy combine, and how long a sign-in is good for.
import { Checkbox, Field, Input, Radio, RadioGroup, Select } from '@fluentui/react-components';
import { Section } from '@sallyport/shared';
import { errorAt } from '../../graph/client.ts';
import type { NewPolicy, SignInFrequency } from '../../graph/policies.ts';

const kHourly: SignInFrequency = { value: 8, type: 'hours', frequencyInterval: 'timeBased', isEnabled: true };

type Unit = 'hours' | 'days' | 'everyTime';
const unitOf = (frequency: SignInFrequency): Unit => (frequency.frequencyInterval === 'everyTime' ? 'everyTime' : (frequency.type ?? 'hours'));

// Graph wants neither a number nor a unit with "every time".
const withUnit = (frequency: SignInFrequency, unit: Unit): SignInFrequency =>
  unit === 'everyTime'
    ? { value: null, type: null, frequencyInterval: 'everyTime', isEnabled: true }
    : { value: frequency.value ?? 8, type: unit, frequencyInterval: 'timeBased', isEnabled: true };

export function DemandFields({ policy, error, onChange }: { policy: NewPolicy; error: Error | undefined; onChange(policy: NewPolicy): void }) {
  const grant = policy.grantControls;
  const frequency = policy.sessionControls?.signInFrequency ?? undefined;
  const limit = (next: SignInFrequency | undefined) => onChange({ ...policy, sessionControls: next ? { signInFrequency: next } : null });
  return (
    <>
      {grant && grant.builtInControls.length > 1 && (
        <RadioGroup aria-label="For multiple controls" value={grant.operator} onChange={(_, { value }) => onChange({ ...policy, grantControls: { ...grant, operator: value as 'AND' | 'OR' } })}>
          <Radio value="AND" label="Require all the selected controls" />
          <Radio value="OR" label="Require one of the selected controls" />
        </RadioGroup>
      )}
      <Section title="Session">
        <Checkbox label="Sign-in frequency" checked={frequency !== undefined} onChange={(_, { checked }) => limit(checked === true ? kHourly : undefined)} />
        {frequency && (
          <div className="uri-row">
            {unitOf(frequency) !== 'everyTime' && (
              <Field label="Ask again after" validationMessage={errorAt(error, 'signInFrequency')}>
                <Input type="number" min={1} value={String(frequency.value ?? '')} onChange={(_, { value }) => limit({ ...frequency, value: value === '' ? null : Number(value) })} />
              </Field>
            )}
            <Field label="Unit">
              <Select value={unitOf(frequency)} onChange={(_, { value }) => limit(withUnit(frequency, value as Unit))}>
                <option value="hours">Hours</option>
                <option value="days">Days</option>
                <option value="everyTime">Every time</option>
              </Select>
            </Field>
          </div>
        )}
      </Section>
    </>
  );
}
