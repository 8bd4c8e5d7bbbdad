import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  rem,
} from '@mantine/core';
import { COLOURS, FONT_FAMILY, MONOSPACE_FAMILY, RADII, SHADES, TEXT_SIZES } from '@throwline/identity';

// Surfaces and text of the dark theme, from light to dark, in the places where Mantine looks for them.
const dark: MantineColorsTuple = [
  COLOURS.dark.text,
  '#cbd5da',
  COLOURS.dark.muted,
  COLOURS.dark['control-border'],
  COLOURS.dark.border,
  '#28363d',
  '#1f2c32',
  COLOURS.dark.surface,
  COLOURS.dark.background,
  COLOURS.dark.sunken,
];

/** Mantine's theme, all of it from the identity's tokens. Dense: technicians see much at once. */
export const theme = createTheme({
  colors: { teal: SHADES.teal, orange: SHADES.orange, red: SHADES.red, gray: SHADES.slate, dark },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 3 },
  // The primary colour is dark in light and light in dark, and what stands on it the other way round.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    const isPrimary = input.color === undefined || input.color === 'teal';
    return input.variant === 'filled' && isPrimary
      ? { ...colours, color: 'var(--tl-colour-on-primary)' }
      : colours;
  },
  fontFamily: FONT_FAMILY,
  fontFamilyMonospace: MONOSPACE_FAMILY,
  fontSizes: {
    xs: rem(TEXT_SIZES.xs),
    sm: rem(TEXT_SIZES.sm),
    md: rem(TEXT_SIZES.md),
    lg: rem(TEXT_SIZES.lg),
    xl: rem(TEXT_SIZES.xl),
  },
  headings: {
    fontFamily: FONT_FAMILY,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(TEXT_SIZES.lg), lineHeight: '1.3' },
      h2: { fontSize: rem(TEXT_SIZES.md), lineHeight: '1.4' },
      h3: { fontSize: rem(TEXT_SIZES.sm), lineHeight: '1.4' },
    },
  },
  radius: { sm: rem(RADII.sm), md: rem(RADII.md), lg: rem(RADII.lg) },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: { defaultProps: { centered: true } },
    ModalCloseButton: { defaultProps: { 'aria-label': 'Close' } },
    // A dialog's head is not the page's banner.
    ModalHeader: { defaultProps: { role: 'none' } },
  },
});

const roles = (scheme: 'light' | 'dark'): Record<string, string> => {
  const colours = COLOURS[scheme];
  return {
    '--mantine-color-body': colours.surface,
    '--mantine-color-text': colours.text,
    '--mantine-color-dimmed': colours.muted,
    '--mantine-color-placeholder': colours.muted,
    '--mantine-color-error': colours['danger-text'],
    '--mantine-color-default-color': colours.text,
    '--mantine-color-default-border': colours['control-border'],
    '--mantine-primary-color-filled': colours.primary,
    '--mantine-primary-color-filled-hover': colours['primary-hover'],
    '--mantine-color-teal-text': colours.primary,
    '--mantine-color-anchor': colours.primary,
    '--mantine-color-red-filled': colours.danger,
    '--mantine-color-red-filled-hover': colours['danger-hover'],
  };
};

/** Mantine's own colour roles, set to the identity's. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: roles('light'),
  dark: roles('dark'),
});
