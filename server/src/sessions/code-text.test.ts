import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeDigits } from './code-text.ts';

const FORGIVEN = {
  'as it is': '123456',
  'spaces inside and around': ' 123 456\t',
  'no-break and thin spaces': '12\u00a034\u200956',
  'a dash': '123-456',
  'en and em dashes': '12–34—56',
  'full-width digits': '１２３４５６',
  'Arabic-Indic digits': '١٢٣٤٥٦',
  'Devanagari digits': '१२३४५६',
  'mathematical digits': '𝟏𝟐𝟑𝟒𝟓𝟔',
  'zero-width marks': '123\u200b456\u2060',
  'line break of a paste': '123456\r\n',
};
for (const [what, typed] of Object.entries(FORGIVEN)) {
  test(`[CODE-6] forgiven: ${what}`, () => assert.equal(codeDigits(typed), '123456'));
}

for (const [what, typed] of Object.entries({
  nothing: '',
  'five digits': '12345',
  'seven digits': '1234567',
  letters: '12345a',
  'a sign': '+123456',
  'a point': '123.456',
  'Roman numerals': 'ⅠⅡⅢⅣⅤⅥ',
  'circled numbers beyond ten': '⑪⑫⑬⑭',
  'very much': '1'.repeat(100_000),
})) {
  test(`[CODE-6] no code: ${what}`, () => assert.equal(codeDigits(typed), undefined));
}
