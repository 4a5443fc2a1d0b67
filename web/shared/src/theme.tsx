// The look of a page: Fluent's light or dark theme, and the nonce under which Fluent may add its styles.
import {
  FluentProvider,
  RendererProvider,
  createDOMRenderer,
  webDarkTheme,
  webLightTheme,
  type Theme,
} from '@fluentui/react-components';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';

interface ThemeSwitch {
  choice: ThemeChoice;
  dark: boolean;
  choose(choice: ThemeChoice): void;
}

const kStored = 'sallyport.theme';
const Switch = createContext<ThemeSwitch | null>(null);

// The colours of the accent pass 4.5:1 on the backgrounds that Fluent draws them on.
const fonts: Partial<Theme> = { fontFamilyBase: "'Segoe UI', 'Segoe UI Web', system-ui, 'DejaVu Sans', sans-serif" };
const light: Theme = { ...webLightTheme, ...fonts };
const dark: Theme = { ...webDarkTheme, ...fonts };

function stored(): ThemeChoice {
  const text = localStorage.getItem(kStored);
  return text === 'light' || text === 'dark' ? text : 'system';
}

function useSystemDark(): boolean {
  const query = useMemo(() => matchMedia('(prefers-color-scheme: dark)'), []);
  const [matches, setMatches] = useState(query.matches);
  useEffect(() => {
    const listen = () => setMatches(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, [query]);
  return matches;
}

// Reads the nonce of the page's own style element. A script can read it only through the property.
function styleNonce(): string {
  return document.getElementById('style-nonce')?.nonce ?? '';
}

// Wraps a whole page. Put it once, outside everything else.
export function ThemeRoot({ children }: { children: ReactNode }) {
  const renderer = useMemo(() => createDOMRenderer(document, { styleElementAttributes: { nonce: styleNonce() } }), []);
  const systemDark = useSystemDark();
  const [choice, setChoice] = useState<ThemeChoice>(stored);
  const isDark = choice === 'system' ? systemDark : choice === 'dark';
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const value = useMemo<ThemeSwitch>(
    () => ({
      choice,
      dark: isDark,
      choose(next) {
        if (next === 'system') localStorage.removeItem(kStored);
        else localStorage.setItem(kStored, next);
        setChoice(next);
      },
    }),
    [choice, isDark],
  );
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={isDark ? dark : light} className={isDark ? 'root dark' : 'root light'}>
        <Switch.Provider value={value}>{children}</Switch.Provider>
      </FluentProvider>
    </RendererProvider>
  );
}

// The choice of the theme, and the function that changes it.
export function useThemeSwitch(): ThemeSwitch {
  const value = useContext(Switch);
  if (!value) throw new Error('useThemeSwitch needs a ThemeRoot above it');
  return value;
}
