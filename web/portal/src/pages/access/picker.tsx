// Chooses several of the things that a policy can name.
import { Dropdown, Field, Option } from '@fluentui/react-components';
import type { Named } from './names.ts';

interface PickerProps {
  label: string;
  hint?: string;
  options: readonly Named[];
  chosen: readonly string[];
  error?: string | undefined;
  onChange(chosen: string[]): void;
}

// What is chosen and is not among the options keeps its place, under its id.
export function Picker({ label, hint, options, chosen, error, onChange }: PickerProps) {
  const unknown = chosen.filter((id) => options.every((option) => option.id !== id)).map((id) => ({ id, name: id }));
  const all = [...options, ...unknown];
  const names = all.filter((option) => chosen.includes(option.id)).map((option) => option.name);
  return (
    <Field label={label} validationMessage={error} {...(hint === undefined ? {} : { hint })}>
      <Dropdown
        multiselect
        placeholder="Nothing chosen"
        value={names.join(', ')}
        selectedOptions={[...chosen]}
        onOptionSelect={(_, { selectedOptions }) => onChange(selectedOptions)}
      >
        {all.map((option) => (
          <Option key={option.id} value={option.id}>
            {option.name}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}
