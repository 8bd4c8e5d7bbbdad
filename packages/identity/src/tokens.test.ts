import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { COLOURS, type ColourRole, RADII, SPACES, TEXT_SIZES } from './tokens.ts';

const css = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;

/** Relative luminance of `#rrggbb`, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const texts: [ColourRole, ColourRole][] = [
  ...(['background', 'surface', 'sunken'] as const).flatMap((ground): [ColourRole, ColourRole][] =>
    (['text', 'muted', 'primary', 'danger-text', 'success'] as const).map((role) => [role, ground]),
  ),
  ['accent', 'surface'],
  ['accent', 'background'],
  ['on-primary', 'primary'],
  ['on-primary', 'primary-hover'],
  ['on-primary-soft', 'primary-soft'],
  ['on-accent-soft', 'accent-soft'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['on-danger-soft', 'danger-soft'],
  ['on-warning-soft', 'warning-soft'],
];

for (const theme of themes) {
  for (const [text, ground] of texts) {
    test(`[IDENTITY-1] ${theme}: ${text} on ${ground} has a contrast of at least 4.5`, () => {
      const ratio = contrast(COLOURS[theme][text], COLOURS[theme][ground]);
      assert.ok(ratio >= 4.5, `${ratio.toFixed(2)}`);
    });
  }
  for (const edge of ['control-border', 'focus'] as const) {
    test(`[IDENTITY-1] ${theme}: ${edge} stands out from every ground by at least 3`, () => {
      for (const ground of ['background', 'surface', 'sunken'] as const) {
        const ratio = contrast(COLOURS[theme][edge], COLOURS[theme][ground]);
        assert.ok(ratio >= 3, `${ground}: ${ratio.toFixed(2)}`);
      }
    });
  }
}

test('[IDENTITY-2] tokens.css says the same as tokens.ts', () => {
  const count = (line: string): number => css.split(line).length - 1;
  for (const [role, value] of Object.entries(COLOURS.light)) {
    const dark = new Map<string, string>(Object.entries(COLOURS.dark)).get(role) ?? '';
    const times = value === dark ? 3 : 1;
    assert.equal(count(`--tl-colour-${role}: ${value};`), times, role);
    assert.equal(count(`--tl-colour-${role}: ${dark};`), value === dark ? 3 : 2, role);
  }
  for (const [name, size] of Object.entries(TEXT_SIZES)) {
    assert.equal(count(`--tl-text-${name}: ${size / 16}rem;`), 1, name);
  }
  for (const [name, size] of Object.entries(RADII)) assert.equal(count(`--tl-radius-${name}: ${size}px;`), 1);
  for (const [name, size] of Object.entries(SPACES)) {
    assert.equal(count(`--tl-space-${name}: ${size / 16}rem;`), 1);
  }
});
