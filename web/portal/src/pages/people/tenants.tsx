// Tenants: the one that you are in, and signing in to another one.
import { Button, Field, Input } from '@fluentui/react-components';
import { Blade, Copyable, Essentials, Section } from '@sallyport/shared';
import { useState, type FormEvent } from 'react';
import { switchTenant } from '../../auth/msal.ts';
import { useSession } from '../../auth/session.tsx';

export function TenantsPage() {
  const { tenant, origin } = useSession();
  const [name, setName] = useState('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (name !== '') switchTenant(name);
  };
  return (
    <Blade title="Tenants" subtitle="One directory holds several tenants. Their people, groups and applications never see each other.">
      <Essentials
        items={[
          { label: 'Name', value: <Copyable text={tenant.displayName} name="Name" /> },
          { label: 'Directory (tenant) ID', value: <Copyable mono text={tenant.id} name="Directory (tenant) ID" /> },
          { label: 'Verified domains', value: tenant.verifiedDomains.map((domain) => domain.name).join(', ') || '-' },
          { label: 'Authority', value: <Copyable mono text={`${origin}/${tenant.id}`} name="Authority" /> },
        ]}
      />
      <Section title="Switch to another tenant" hint="You sign in there with an account of that tenant.">
        <form className="uri-row narrow" onSubmit={go}>
          <Field label="Domain or tenant ID" className="grow">
            <Input value={name} onChange={(_, { value }) => setName(value.trim())} placeholder="fabrikam.example" spellCheck={false} />
          </Field>
          <Button type="submit" className="at-bottom" disabled={name === ''}>
            Switch
          </Button>
        </form>
      </Section>
      <p className="soft">
        A new tenant is made by the command <code>sallyport directory tenant create --name Fabrikam --domain fabrikam.example</code>.
      </p>
      <p className="soft">
        <a href="/portal/assets/licenses.txt">Licences of the packages that this portal contains</a>
      </p>
    </Blade>
  );
}
