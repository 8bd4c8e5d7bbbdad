import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';

const CHOICES = [
  { scheme: 'auto', label: 'Same as the system', Icon: IconDeviceDesktop },
  { scheme: 'light', label: 'Light', Icon: IconSun },
  { scheme: 'dark', label: 'Dark', Icon: IconMoon },
] as const;

/** The menu items that choose between light and dark. */
export function ThemeItems(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(schemeOf(value))}>
      {CHOICES.map(({ scheme, label, Icon }) => (
        <Menu.RadioItem
          key={scheme}
          value={scheme}
          closeMenuOnClick={false}
          rightSection={<Icon size={16} aria-hidden />}
        >
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function schemeOf(value: string): MantineColorScheme {
  return value === 'light' || value === 'dark' ? value : 'auto';
}

/** Tells the identity's style sheet which theme is chosen. */
export function ThemeMark(): ReactNode {
  const { colorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (colorScheme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = colorScheme;
  }, [colorScheme]);
  return null;
}
