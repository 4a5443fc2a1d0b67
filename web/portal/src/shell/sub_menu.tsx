// The menu of an application's pages: a list beside the page, and a row that scrolls on a narrow screen.
import { useEffect, useRef, type ReactElement } from 'react';
import { NavLink, useLocation } from 'react-router';

export interface SubPage {
  path: string; // below the application's address; "" is the first page
  label: string;
  icon: ReactElement;
  element: ReactElement;
  group?: string; // "Manage"
}

export function SubMenu({ base, pages, name }: { base: string; pages: readonly SubPage[]; name: string }) {
  const menu = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    menu.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  const groups = [...new Set(pages.map((page) => page.group ?? ''))];
  return (
    <nav className="submenu" aria-label={name} ref={menu}>
      {groups.map((group) => (
        <div key={group} className="submenu-group">
          {group !== '' && <p className="submenu-title">{group}</p>}
          <ul>
            {pages
              .filter((page) => (page.group ?? '') === group)
              .map((page) => (
                <li key={page.path}>
                  <NavLink to={page.path === '' ? base : `${base}/${page.path}`} end>
                    <span aria-hidden="true">{page.icon}</span>
                    {page.label}
                  </NavLink>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
