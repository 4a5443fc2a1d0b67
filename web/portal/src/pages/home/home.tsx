// The first page: the tenant, the four walks, and where else one may begin.
import { Blade, Copyable, Essentials, Loading } from '@sallyport/shared';
import { Link } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { Outcome } from '../logs/sign_in_log.tsx';
import { succeeded, useSignIns } from '../logs/sign_ins.ts';
import { kWalks } from './walks.ts';

function Recent() {
  const recent = useSignIns({}, true);
  if (recent.error) return <p className="soft">{recent.error.message}</p>;
  if (!recent.rows) return <Loading what="sign-ins" />;
  if (recent.rows.length === 0) return <p className="empty">Nobody has tried to sign in yet.</p>;
  return (
    <ul className="recent">
      {recent.rows.slice(0, 5).map((row) => (
        <li key={row.id}>
          <Outcome signIn={row} />
          <span>
            {row.userPrincipalName ?? row.userDisplayName ?? 'Somebody'} at {row.appDisplayName ?? row.appId ?? 'an application'}
            {!succeeded(row) && <span className="soft"> AADSTS{row.status.errorCode}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function HomePage() {
  const { tenant, origin, me } = useSession();
  return (
    <Blade title={tenant.displayName} subtitle={`Overview. You are signed in as ${me.displayName}.`}>
      <Essentials
        items={[
          { label: 'Directory (tenant) ID', value: <Copyable mono text={tenant.id} name="Directory (tenant) ID" /> },
          { label: 'Primary domain', value: tenant.verifiedDomains[0]?.name ?? '-' },
          { label: 'Authority', value: <Copyable mono text={`${origin}/${tenant.id}`} name="Authority" /> },
        ]}
      />
      <section className="section">
        <h2>Try it in five minutes</h2>
        <p className="soft">The two ways in which an application signs people in with Entra ID, and the mistake that each of them invites.</p>
        <div className="cards">
          {kWalks.map((walk) => (
            <Link key={walk.id} to={`/walks/${walk.id}`} className={walk.mistake ? 'card card-mistake' : 'card'}>
              <span className="card-kind">{walk.mistake ? `AADSTS${walk.mistake.code}` : walk.flow}</span>
              <strong>{walk.title}</strong>
              <span>{walk.text}</span>
            </Link>
          ))}
        </div>
      </section>
      <section className="section">
        <h2>Begin with what you have</h2>
        <div className="cards">
          <Link className="card" to="/connect">
            <strong>Connect an application</strong>
            <span>Paste its settings or its authorize URL, and read what Entra ID will answer, and why.</span>
          </Link>
          <Link className="card" to="/apps">
            <strong>App registrations</strong>
            <span>Register, change and delete applications, under the names of Microsoft&apos;s portal.</span>
          </Link>
        </div>
      </section>
      <section className="section">
        <h2>
          <Link to="/logs">Recent sign-ins</Link>
        </h2>
        <Recent />
      </section>
    </Blade>
  );
}
