// The panel that says where to look when a sign-in is refused.
import { Panel } from '@sallyport/shared';
import { Link } from 'react-router';

const kPlaces: readonly { to: string; title: string; text: string }[] = [
  { to: '/logs', title: 'Sign-in logs', text: 'Each refused attempt with its AADSTS code, what was sent, what was expected, and the fix.' },
  { to: '/connect', title: 'Connect an application', text: 'Paste the settings of the application, or its authorize URL, and read what Entra ID will answer.' },
  { to: '/walks/spa-with-secret', title: 'AADSTS700025', text: 'A single-page application with a client secret: what it looks like, and how to mend it.' },
  { to: '/walks/web-without-secret', title: 'AADSTS7000218', text: 'A Web application without a client secret: what it looks like, and how to mend it.' },
];

export function TroubleshootingPanel({ open, onClose }: { open: boolean; onClose(): void }) {
  return (
    <Panel title="Troubleshooting" open={open} onClose={onClose}>
      {kPlaces.map(({ to, title, text }) => (
        <Link key={to} className="card" to={to}>
          <strong>{title}</strong>
          <span>{text}</span>
        </Link>
      ))}
    </Panel>
  );
}
