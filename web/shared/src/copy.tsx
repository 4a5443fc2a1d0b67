// Text that can be copied with one click.
import { Button, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useState } from 'react';

// Says "Copied" to people who cannot see the check mark, too.
export function CopyButton({ text, name, size = 'small' }: { text: string; name: string; size?: 'small' | 'medium' }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Tooltip content={copied ? 'Copied' : 'Copy to clipboard'} relationship="description">
      <Button
        appearance="subtle"
        size={size}
        icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
        aria-label={copied ? `${name} copied` : `Copy ${name}`}
        onClick={() => void copy()}
        onBlur={() => setCopied(false)}
      />
    </Tooltip>
  );
}

// A value in a row of Essentials: the text and its copy button.
export function Copyable({ text, name, mono = false }: { text: string; name: string; mono?: boolean }) {
  return (
    <span className="copyable">
      <span className={mono ? 'mono' : undefined}>{text}</span>
      <CopyButton text={text} name={name} />
    </span>
  );
}

// A block of code with its title and a copy button. It scrolls inside itself, by keyboard too.
export function CodeBlock({ title, text }: { title: string; text: string }) {
  return (
    <figure className="code">
      <figcaption>
        <span>{title}</span>
        <CopyButton text={text} name={title} size="medium" />
      </figcaption>
      <pre tabIndex={0} aria-label={title}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
