import { ESLint } from 'eslint';
import compat from 'eslint-plugin-compat';
import esX from 'eslint-plugin-es-x';
import stylelint from 'stylelint';

/** The oldest browser that the pages are made for, as browserslist names it. */
const OLDEST = 'ie 11';

/** What the plugin names though it does no harm there. */
const HARMLESS = [
  // The first family that a browser knows is taken; the list ends with one that all know.
  'font-family-system-ui',
  'extended-system-fonts',
  // Only `none` is used, which is as old as CSS.
  'mdn-text-decoration-shorthand',
  // Only the old name `word-wrap` is used, which it has.
  'wordwrap',
  // It draws outlines, without the distance between them and the box.
  'outline',
];

/**
 * What Internet Explorer 11 would not understand in a script: syntax, built-in objects and browser interfaces newer than
 * it (eslint, with the compat and es-x plugins).
 * @returns one line for each finding
 */
export async function scriptFindings(script: string): Promise<string[]> {
  const es5 = esX.configs['flat/restrict-to-es5'];
  const linter = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.js'],
        languageOptions: { ecmaVersion: 5, sourceType: 'script' },
        linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
        plugins: { compat, 'es-x': esX },
        rules: { ...es5.rules, 'compat/compat': ['error', OLDEST] },
        settings: { browsers: [OLDEST], 'es-x': { aggressive: true } },
      },
    ],
  });
  const results = await linter.lintText(script, { filePath: 'journey.js' });
  return results.flatMap(({ messages }) =>
    messages.map(({ line, message, ruleId }) => `line ${line}: ${message} (${ruleId ?? 'syntax'})`),
  );
}

/**
 * What Internet Explorer 11 would not understand in a stylesheet (stylelint, with the no-unsupported-browser-features
 * plugin). A declaration with a custom property is passed over by that browser; it counts as understood if the one
 * before it sets the same property without.
 * @returns one line for each finding
 */
export async function styleFindings(css: string): Promise<string[]> {
  const { results } = await stylelint.lint({
    code: withoutCustomProperties(css),
    config: {
      plugins: ['stylelint-no-unsupported-browser-features'],
      rules: {
        'plugin/no-unsupported-browser-features': [true, { browsers: [OLDEST], ignore: HARMLESS }],
        'declaration-block-no-duplicate-properties': [
          true,
          { ignore: ['consecutive-duplicates-with-different-values'] },
        ],
      },
    },
  });
  return results.flatMap(({ warnings }) => warnings.map(({ line, text }) => `line ${line}: ${text}`));
}

function withoutCustomProperties(css: string): string {
  return css.replace(/([\w-]+): ([^;{}]+);\s*\1: [^;{}]*var\(--[^;{}]*;/g, '$1: $2;');
}
