// Enterprise applications: the service principals of this tenant.
import { SearchBox } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular } from '@fluentui/react-icons';
import { Blade, ErrorBar, Loading, VirtualTable, useLoad, type Column } from '@sallyport/shared';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { listPrincipals } from '../../graph/applications.ts';
import type { ServicePrincipal } from '../../graph/types.ts';
import { NewApplication } from './new_application.tsx';

const kColumns: readonly Column<ServicePrincipal>[] = [
  { title: 'Name', width: 'minmax(140px, 1fr)', cell: (each) => <Link to={`/enterprise/${each.id}`}>{each.displayName}</Link> },
  { title: 'Object ID', width: 'minmax(0, 300px)', cell: (each) => <span className="mono">{each.id}</span> },
  { title: 'Application ID', width: 'minmax(0, 300px)', cell: (each) => <span className="mono">{each.appId}</span> },
  { title: 'Sign-in', width: 'minmax(0, 110px)', cell: (each) => (each.accountEnabled ? 'Enabled' : 'Disabled') },
];

export function EnterpriseList() {
  const { graph } = useSession();
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const principals = useLoad('principals', () => listPrincipals(graph));
  const rows = useMemo(
    () =>
      (principals.data ?? [])
        .filter((each) => `${each.displayName} ${each.appId} ${each.id}`.toLowerCase().includes(wanted))
        .sort((a, b) => a.displayName.localeCompare(b.displayName)),
    [principals.data, wanted],
  );
  return (
    <Blade
      title="Enterprise applications"
      subtitle="The applications that this tenant uses: its own, and those of other tenants that somebody here consented to."
      commands={[
        { label: 'New application', icon: <AddRegular />, run: () => setAdding(true) },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void principals.reload(), busy: principals.loading },
      ]}
    >
      <div className="filter">
        <SearchBox aria-label="Search by application name or object ID" placeholder="Search by application name or object ID" value={text} onChange={(_, { value }) => setText(value)} />
        <p className="soft" role="status">
          {principals.data ? `${rows.length} ${rows.length === 1 ? 'application' : 'applications'} found` : ''}
        </p>
      </div>
      <ErrorBar error={principals.error} />
      {principals.data ? (
        <VirtualTable name="Enterprise applications" columns={kColumns} rows={rows} rowKey={(each) => each.id} empty="No application fits." />
      ) : (
        !principals.error && <Loading what="enterprise applications" />
      )}
      <NewApplication open={adding} onClose={() => setAdding(false)} />
    </Blade>
  );
}
