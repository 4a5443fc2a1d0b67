// The parts of a page as Azure's portal has them: a blade with its title and commands, Essentials, panels, questions.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  OverlayDrawer,
  Spinner,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { useReturnFocus } from './focus.ts';

export interface Command {
  label: string;
  icon: ReactElement;
  run(): void;
  disabled?: boolean;
  busy?: boolean;
}

export function CommandBar({ commands }: { commands: readonly Command[] }) {
  if (commands.length === 0) return null;
  return (
    <div className="commands" role="group" aria-label="Commands">
      {commands.map((command) => (
        <Button
          key={command.label}
          appearance="subtle"
          icon={command.busy ? <Spinner size="tiny" /> : command.icon}
          disabled={command.disabled || command.busy || false}
          onClick={command.run}
        >
          {command.label}
        </Button>
      ))}
    </div>
  );
}

interface BladeProps {
  title: string; // "Contoso reports | Authentication"
  subtitle?: string;
  commands?: readonly Command[];
  children: ReactNode;
}

// One page. Its title is the page's only h1 and the title of the browser's tab.
export function Blade({ title, subtitle, commands = [], children }: BladeProps) {
  useEffect(() => {
    document.title = `${title} - Sallyport local directory`;
  }, [title]);
  return (
    <section className="blade">
      <header className="blade-head">
        <h1>{title}</h1>
        {subtitle && <p className="soft">{subtitle}</p>}
      </header>
      <CommandBar commands={commands} />
      <div className="blade-body">{children}</div>
    </section>
  );
}

export function Essentials({ items }: { items: readonly { label: string; value: ReactNode }[] }) {
  return (
    <section className="essentials" aria-labelledby="essentials-title">
      <h2 id="essentials-title">Essentials</h2>
      <dl>
        {items.map((item) => (
          <div key={item.label}>
            <dt>{item.label}</dt>
            <dd>{item.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <section className="section">
      <h2>{title}</h2>
      {hint && <p className="soft">{hint}</p>}
      {children}
    </section>
  );
}

// Shows what went wrong, in words, and is announced by screen readers. Nothing without an error.
export function ErrorBar({ error, title = 'This did not work' }: { error: Error | undefined; title?: string }) {
  if (!error) return null;
  return (
    <MessageBar intent="error" layout="multiline" role="alert" className="message">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {error.message}
      </MessageBarBody>
    </MessageBar>
  );
}

export function Note({ intent = 'info', title, children }: { intent?: 'info' | 'warning' | 'success' | 'error'; title?: string; children: ReactNode }) {
  return (
    <MessageBar intent={intent} layout="multiline" className="message">
      <MessageBarBody>
        {title && <MessageBarTitle>{title}</MessageBarTitle>}
        {children}
      </MessageBarBody>
    </MessageBar>
  );
}

export function Loading({ what }: { what: string }) {
  return <Spinner className="loading" label={`Loading ${what}`} labelPosition="after" size="small" />;
}

interface PanelProps {
  title: string;
  open: boolean;
  onClose(): void;
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

// A panel from the right, for forms that belong to the page behind it.
export function Panel({ title, open, onClose, actions, wide = false, children }: PanelProps) {
  useReturnFocus(open);
  return (
    <OverlayDrawer
      position="end"
      className={wide ? 'panel panel-wide' : 'panel'}
      open={open}
      onOpenChange={(_, { open: wanted }) => !wanted && onClose()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          heading={{ as: 'h2' }}
          action={<Button appearance="subtle" aria-label="Close" icon={<DismissRegular />} onClick={onClose} />}
        >
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody className="panel-body">{children}</DrawerBody>
      {actions && <DrawerFooter className="panel-actions">{actions}</DrawerFooter>}
    </OverlayDrawer>
  );
}

interface ConfirmProps {
  title: string;
  open: boolean;
  confirm: string; // the word on the button that does it
  busy?: boolean;
  error?: Error | undefined;
  onConfirm(): void;
  onClose(): void;
  children: ReactNode;
}

// Asks before something that cannot be taken back.
export function Confirm({ title, open, confirm, busy = false, error, onConfirm, onClose, children }: ConfirmProps) {
  useReturnFocus(open);
  return (
    <Dialog open={open} modalType="alert" onOpenChange={(_, { open: wanted }) => !wanted && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {children}
            <ErrorBar error={error} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={busy} onClick={onConfirm}>
              {confirm}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
