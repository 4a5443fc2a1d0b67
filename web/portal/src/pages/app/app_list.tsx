// App registrations: the list, with a search that answers each keystroke at once.
import { Button, SearchBox, Tab, TabList } from '@fluentui/react-components';
import {
  AddRegular,
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  CheckmarkCircleFilled,
  DismissCircleFilled,
  GlobeRegular,
  WarningFilled,
  WrenchRegular,
} from '@fluentui/react-icons';
import { Blade, ErrorBar, Loading, VirtualTable, download, useAction, useLoad, type Column, type Loaded } from '@sallyport/shared';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { listApps, listDeletedApps, listOwnedApps, restoreApp } from '../../graph/applications.ts';
import type { ApplicationRow } from '../../graph/types.ts';
import { printCsv } from '../../rules/csv.ts';
import { kFreshnessWords, bestOf } from '../../rules/registration.ts';
import { EndpointsPanel } from './endpoints.tsx';
import { TroubleshootingPanel } from './troubleshooting.tsx';

type Tabs = 'all' | 'owned' | 'deleted';

const credentialState = (app: ApplicationRow) =>
  bestOf(
    [...app.passwordCredentials, ...app.keyCredentials].map((each) => each.endDateTime),
    new Date(),
  );

function Credentials({ app }: { app: ApplicationRow }) {
  const state = credentialState(app);
  if (!state) return <>-</>;
  const icon =
    state === 'current' ? <CheckmarkCircleFilled className="good" /> : state === 'soon' ? <WarningFilled className="warn" /> : <DismissCircleFilled className="bad" />;
  return (
    <span className="with-icon">
      <span aria-hidden="true">{icon}</span>
      {kFreshnessWords[state]}
    </span>
  );
}

export const day = (time: string | null | undefined) => (time ? new Date(time).toLocaleDateString(undefined, { year: 'numeric', month: 'numeric', day: 'numeric' }) : '-');

const kColumns: readonly Column<ApplicationRow>[] = [
  { title: 'Display name', width: 'minmax(140px, 2fr)', cell: (app) => <Link to={`/apps/${app.id}`}>{app.displayName}</Link> },
  { title: 'Application (client) ID', width: 'minmax(0, 2fr)', cell: (app) => <span className="mono">{app.appId}</span> },
  { title: 'Created on', width: 'minmax(0, 110px)', cell: (app) => day(app.createdDateTime) },
  { title: 'Certificates & secrets', width: 'minmax(0, 180px)', cell: (app) => <Credentials app={app} /> },
];

// An application and the text that a search looks through.
interface Indexed {
  app: ApplicationRow;
  text: string;
}

function index(apps: readonly ApplicationRow[]): Indexed[] {
  const sorted = [...apps].sort((a, b) => a.displayName.localeCompare(b.displayName));
  return sorted.map((app) => ({ app, text: `${app.displayName}\n${app.appId}`.toLowerCase() }));
}

function downloadList(apps: readonly ApplicationRow[]): void {
  const rows = apps.map((app) => {
    const state = credentialState(app);
    return [app.displayName, app.appId, app.createdDateTime ?? '', state ? kFreshnessWords[state] : ''];
  });
  download('app-registrations.csv', 'text/csv', printCsv(['Display name', 'Application (client) ID', 'Created on', 'Certificates & secrets'], rows));
}

function Deleted({ deleted }: { deleted: Loaded<ApplicationRow[]> }) {
  const { graph } = useSession();
  const action = useAction();
  const columns: Column<ApplicationRow>[] = [
    ...kColumns.slice(1, 3),
    {
      title: 'Restore',
      width: '110px',
      cell: (app) => (
        <Button size="small" disabled={action.busy} onClick={() => void action.run(() => restoreApp(graph, app.id).then(deleted.reload))}>
          Restore
        </Button>
      ),
    },
  ];
  return (
    <>
      <ErrorBar error={action.error} />
      <VirtualTable
        name="Deleted applications"
        columns={[{ title: 'Display name', width: 'minmax(140px, 2fr)', cell: (app) => app.displayName }, ...columns]}
        rows={deleted.data ?? []}
        rowKey={(app) => app.id}
        empty="No application has been deleted."
      />
    </>
  );
}

export function AppList() {
  const { graph, tenant } = useSession();
  const navigate = useNavigate();
  const [tab, setTab] = useState<Tabs>('all');
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLowerCase()); // typing never waits for the rows
  const [panel, setPanel] = useState<'endpoints' | 'troubleshooting' | undefined>();
  const apps = useLoad('apps', () => listApps(graph));
  const deleted = useLoad('deleted', () => listDeletedApps(graph)); // a directory without a recycle bin has no such tab
  const owned = useLoad(`owned:${tab === 'owned'}`, () => (tab === 'owned' ? listOwnedApps(graph) : Promise.resolve(new Set<string>())));
  const indexed = useMemo(() => index(apps.data ?? []), [apps.data]);
  const rows = useMemo(() => {
    const mine = tab === 'owned' ? indexed.filter(({ app }) => owned.data?.has(app.id)) : indexed;
    return mine.filter((each) => each.text.includes(wanted)).map((each) => each.app);
  }, [indexed, owned.data, tab, wanted]);
  return (
    <Blade
      title={`${tenant.displayName} | App registrations`}
      commands={[
        { label: 'New registration', icon: <AddRegular />, run: () => void navigate('/apps/new') },
        { label: 'Endpoints', icon: <GlobeRegular />, run: () => setPanel('endpoints') },
        { label: 'Troubleshooting', icon: <WrenchRegular />, run: () => setPanel('troubleshooting') },
        { label: 'Refresh', icon: <ArrowClockwiseRegular />, run: () => void apps.reload(), busy: apps.loading },
        { label: 'Download', icon: <ArrowDownloadRegular />, run: () => downloadList(rows), disabled: rows.length === 0 },
      ]}
    >
      <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(value as Tabs)} className="tabs">
        <Tab value="all">All applications</Tab>
        <Tab value="owned">Owned applications</Tab>
        {deleted.data && <Tab value="deleted">Deleted applications</Tab>}
      </TabList>
      {tab === 'deleted' ? (
        <Deleted deleted={deleted} />
      ) : (
        <>
          <div className="filter">
            <SearchBox
              aria-label="Filter by name or application (client) ID"
              placeholder="Start typing a display name or application (client) ID to filter these results"
              value={text}
              onChange={(_, { value }) => setText(value)}
            />
            <p className="soft" role="status">
              {apps.data ? `${rows.length} ${rows.length === 1 ? 'application' : 'applications'} found` : ''}
            </p>
          </div>
          <ErrorBar error={apps.error ?? owned.error} />
          {apps.data ? (
            <VirtualTable
              name="App registrations"
              columns={kColumns}
              rows={rows}
              rowKey={(app) => app.id}
              empty={wanted === '' ? 'There are no app registrations yet.' : 'No application fits this text.'}
            />
          ) : (
            !apps.error && <Loading what="app registrations" />
          )}
        </>
      )}
      <EndpointsPanel open={panel === 'endpoints'} onClose={() => setPanel(undefined)} />
      <TroubleshootingPanel open={panel === 'troubleshooting'} onClose={() => setPanel(undefined)} />
    </Blade>
  );
}
