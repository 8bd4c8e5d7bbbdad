import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where texts for customers and technicians stand. */
const SHOWN = [
  'console/src/**/*.{ts,tsx}',
  'customer/src/**/*.{ts,tsx,html}',
  'server/src/{pages,mail,accounts,http}/**/*.ts',
  'packages/protocol/src/**/*.ts',
  'applet/src/**/*.ts',
  'packaging/src/{linux,macos}/*.sh',
  'docs/{TECHNICIANS,ERRORS}.md',
];

/** Phrases that read as translated, or call by a second name what has one in docs/SPEC.md (WORDS-1). */
const RETIRED = [
  'A few words',
  'Code made',
  'Details of the screen',
  'Forget the mail server',
  'Give back',
  'Go on',
  'It holds until',
  'Leave as it is',
  'Make a code',
  'No file is offered',
  'No part in this session',
  'Nothing is written yet',
  'Present password',
  'Take back:',
  'Take out',
  'The customer is here',
  'Wait until some are through',
  'Your code, please',
  'as a whole',
  'can be pressed when',
  'exists already',
  'has run out',
  'if it stays',
  'is not right',
  'is one and the same to the server',
  'lies over this window',
  'not any more',
  'of another version than',
  'ring up strangers',
  'runs already',
  'the question back',
  'the time was up',
  'there is nothing that you have to do',
  'was loaded anew',
  'with all that follows',
];

/** A file's text without its comments, in small letters, on one line: markup breaks sentences anywhere. */
function shown(file: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*(\/\/|#).*$/gm, '')
    .replace(/ \/\/ .*$/gm, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

test('[WORDS-1] [WORDS-2] no page, mail, log or error says what is retired', () => {
  const files = globSync(SHOWN, {
    cwd: ROOT,
    exclude: (name) => name.includes('node_modules') || name.includes('.test.') || name.includes('testing'),
  });
  assert.ok(files.length > 300);
  const found = files.flatMap((file) => {
    const text = shown(file);
    return RETIRED.filter((phrase) => text.includes(phrase.toLowerCase())).map(
      (phrase) => `${file}: ${phrase}`,
    );
  });
  assert.deepEqual(found, []);
});

test('[WORDS-1] the words of the table stand where they are needed', () => {
  for (const [file, words] of [
    ['console/src/queue/new-session-dialog.tsx', 'Give a code'],
    ['console/src/session/end-question.tsx', 'Keep helping'],
    ['console/src/session/team.tsx', 'Remove'],
    ['console/src/admin/account-page.tsx', 'Current password'],
    ['packages/protocol/src/permissions.ts', 'Stop controlling'],
  ] as const) {
    assert.ok(shown(file).includes(words.toLowerCase()), `${file} says “${words}”`);
  }
});
