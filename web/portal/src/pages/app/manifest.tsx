// Manifest: the registration as JSON, checked before it is saved.
import { Textarea } from '@fluentui/react-components';
import { ArrowDownloadRegular, DismissRegular, SaveRegular } from '@fluentui/react-icons';
import { Blade, ErrorBar, Note, download, useAction } from '@sallyport/shared';
import { useMemo, useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { changeApp } from '../../graph/applications.ts';
import { printManifest, readManifest } from '../../rules/manifest.ts';
import { useApp } from './app_context.ts';

export function Manifest() {
  const { app } = useApp();
  return <ManifestEditor key={printManifest(app)} />;
}

function ManifestEditor() {
  const { graph } = useSession();
  const { app, reload } = useApp();
  const start = useMemo(() => printManifest(app), [app]);
  const [text, setText] = useState(start);
  const action = useAction();
  const read = useMemo(() => readManifest(text, app), [text, app]);
  const changed = Object.keys(read.change);
  const save = async () => {
    await changeApp(graph, app.id, read.change);
    await reload();
  };
  return (
    <Blade
      title={`${app.displayName} | Manifest`}
      subtitle="The editor below allows you to update this application by directly modifying its JSON representation, in the format of Microsoft Graph."
      commands={[
        { label: 'Save', icon: <SaveRegular />, run: () => void action.run(save), disabled: changed.length === 0 || read.problems.length > 0, busy: action.busy },
        { label: 'Discard', icon: <DismissRegular />, run: () => setText(start), disabled: text === start },
        { label: 'Download', icon: <ArrowDownloadRegular />, run: () => download(`${app.displayName}.json`, 'application/json', text) },
      ]}
    >
      <ErrorBar error={action.error} title="The directory refused the manifest" />
      {read.problems.length > 0 && (
        <Note intent="error" title="The manifest cannot be saved yet">
          <ul className="plain">
            {read.problems.slice(0, 8).map((problem) => (
              <li key={problem.path + problem.text}>
                {problem.path && <code>{problem.path}</code>} {problem.text}
              </li>
            ))}
          </ul>
        </Note>
      )}
      {read.problems.length === 0 && changed.length > 0 && <Note title="Not saved yet">Changed: {changed.join(', ')}.</Note>}
      <Textarea
        className="manifest"
        textarea={{ className: 'mono', spellCheck: false, 'aria-label': 'Manifest', rows: 30 }}
        resize="vertical"
        value={text}
        onChange={(_, { value }) => setText(value)}
      />
    </Blade>
  );
}
