// What stands around every page: the bar on top, the banner, and the navigation on the left.
import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  OverlayDrawer,
} from '@fluentui/react-components';
import {
  AppsListRegular,
  BuildingRegular,
  GridRegular,
  HomeRegular,
  NavigationRegular,
  PeopleRegular,
  PeopleTeamRegular,
  PlugConnectedRegular,
  ShieldPersonRegular,
  DocumentBulletListRegular,
  ShieldLockRegular,
} from '@fluentui/react-icons';
import { useThemeSwitch, type ThemeChoice } from '@sallyport/shared';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useSession } from '../auth/session.tsx';
import { StandInBanner } from './banner.tsx';

const kPlaces: readonly { to: string; label: string; icon: ReactElement }[] = [
  { to: '/', label: 'Overview', icon: <HomeRegular /> },
  { to: '/users', label: 'Users', icon: <PeopleRegular /> },
  { to: '/groups', label: 'Groups', icon: <PeopleTeamRegular /> },
  { to: '/enterprise', label: 'Enterprise applications', icon: <GridRegular /> },
  { to: '/apps', label: 'App registrations', icon: <AppsListRegular /> },
  { to: '/roles', label: 'Roles and administrators', icon: <ShieldPersonRegular /> },
  { to: '/conditional-access', label: 'Conditional Access', icon: <ShieldLockRegular /> },
  { to: '/logs', label: 'Sign-in logs', icon: <DocumentBulletListRegular /> },
  { to: '/connect', label: 'Connect an application', icon: <PlugConnectedRegular /> },
  { to: '/tenants', label: 'Tenants', icon: <BuildingRegular /> },
];

function Navigation() {
  return (
    <nav aria-label="Directory">
      <ul className="nav">
        {kPlaces.map(({ to, label, icon }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'}>
              <span aria-hidden="true">{icon}</span>
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const kThemes: readonly { choice: ThemeChoice; label: string }[] = [
  { choice: 'system', label: 'As the system' },
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
];

function AccountMenu() {
  const { me, tenant, signOut } = useSession();
  const theme = useThemeSwitch();
  return (
    <Menu
      checkedValues={{ theme: [theme.choice] }}
      onCheckedValueChange={(_, { checkedItems }) => theme.choose((checkedItems[0] ?? 'system') as ThemeChoice)}
    >
      <MenuTrigger disableButtonEnhancement>
        <button type="button" className="account">
          <span className="hidden">Account </span>
          <span className="account-words">
            <span>{me.userPrincipalName}</span>
            <span className="account-tenant">{tenant.displayName}</span>
          </span>
          <Avatar name={me.displayName} size={28} color="colorful" aria-hidden="true" />
        </button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {kThemes.map(({ choice, label }) => (
            <MenuItemRadio key={choice} name="theme" value={choice}>
              Colours: {label}
            </MenuItemRadio>
          ))}
          <MenuDivider />
          <MenuItem onClick={() => void signOut()}>Sign out</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="topbar">
        <Button className="topbar-menu" appearance="transparent" aria-label="Show the navigation" icon={<NavigationRegular />} onClick={() => setOpen(true)} />
        <NavLink to="/" className="brand">
          Sallyport <span className="brand-soft">local directory</span>
        </NavLink>
        <AccountMenu />
      </header>
      <StandInBanner />
      <div className="shell-body">
        <aside className="side">
          <Navigation />
        </aside>
        <OverlayDrawer position="start" className="side-drawer" open={open} onOpenChange={(_, state) => setOpen(state.open)} aria-label="Navigation">
          <Navigation />
        </OverlayDrawer>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}
