// Named locations: networks that policies include or exclude.
import { Button, Checkbox, Field, Input, Textarea } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, DeleteRegular } from '@fluentui/react-icons';
import { Blade, DataTable, ErrorBar, Loading, Panel, useAction, useLoad } from '@sallyport/shared';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { errorAt, otherwise } from '../../graph/client.ts';
import { addLocation, deleteLocation, listLocations } from '../../graph/policies.ts';

function NewLocation({ open, onClose, onDone }: { open: boolean; onClose(): void; onDone(): Promise<void> }) {
  const { graph } = useSession();
  const [name, setName] = useState('');
  const [networks, setNetworks] = useState('');
  const [trusted, setTrusted] = useState(false);
  const action = useAction();
  const add = async () => {
    const ranges = networks.split(/\s+/).filter((each) => each !== '');
    await addLocation(graph, {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      displayName: name.trim(),
      isTrusted: trusted,
      ipRanges: ranges.map((cidrAddress) => ({ '@odata.type': cidrAddress.includes(':') ? '#microsoft.graph.iPv6CidrRange' : '#microsoft.graph.iPv4CidrRange', cidrAddress })),
    });
    onClose();
    await onDone();
  };
  return (
    <Panel
      title="New location (IP ranges)"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button appearance="primary" disabled={action.busy || name.trim() === '' || networks.trim() === ''} onClick={() => void action.run(add)}>
            Create
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ErrorBar error={otherwise(action.error, 'displayName', 'ipRanges', 'cidrAddress')} />
      <Field label="Name" required validationMessage={errorAt(action.error, 'displayName')}>
        <Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
      </Field>
      <Field label="IP ranges" required hint="One on each line, such as 192.0.2.0/24 or 2001:db8::/32." validationMessage={errorAt(action.error, 'ipRanges', 'cidrAddress')}>
        <Textarea value={networks} onChange={(_, { value }) => setNetworks(value)} />
      </Field>
      <Checkbox label="Mark as trusted location" checked={trusted} onChange={(_, { checked }) => setTrusted(checked === true)} />
    </Panel>
  );
}

export function LocationsPage() {
  const { graph } = useSession();
  const [adding, setAdding] = useState(false);
  const locations = useLoad('locations', () => listLocations(graph));
  const action = useAction();
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link> <span aria-hidden="true">›</span> <Link to="/conditional-access">Conditional Access</Link>
      </nav>
      <Blade
        title="Named locations"
        commands={[
          { label: 'IP ranges location', icon: <AddRegular />, run: () => setAdding(true) },
          { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void locations.reload(), busy: locations.loading },
        ]}
      >
        <p className="soft">A person is where their connection comes from. On one machine that is 127.0.0.1 or ::1.</p>
        <ErrorBar error={locations.error ?? action.error} />
        {locations.data ? (
          <DataTable
            name="Named locations"
            rows={locations.data}
            rowKey={(location) => location.id}
            empty="There are no named locations."
            columns={[
              { title: 'Name', cell: (location) => location.displayName },
              { title: 'Trusted', cell: (location) => (location.isTrusted ? 'Yes' : 'No') },
              { title: 'IP ranges', cell: (location) => <span className="mono">{location.ipRanges.map((range) => range.cidrAddress).join(', ')}</span> },
              {
                title: 'Delete',
                cell: (location) => (
                  <Button
                    appearance="subtle"
                    disabled={action.busy}
                    icon={<DeleteRegular />}
                    aria-label={`Delete ${location.displayName}`}
                    onClick={() => void action.run(() => deleteLocation(graph, location.id).then(locations.reload))}
                  />
                ),
              },
            ]}
          />
        ) : (
          !locations.error && <Loading what="named locations" />
        )}
        <NewLocation open={adding} onClose={() => setAdding(false)} onDone={locations.reload} />
      </Blade>
    </>
  );
}
