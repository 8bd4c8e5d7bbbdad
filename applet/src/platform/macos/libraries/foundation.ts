import type { FoundationCalls } from '../mac-calls.ts';
import type { Library } from './library.ts';

/** `kCFStringEncodingUTF8` */
const UTF8 = 0x08000100;
/** `kCFNumberDoubleType`: every number fits that is asked for here. */
const DOUBLE = 13;

/** CoreFoundation's containers. */
export function foundationCalls(core: Library, graphics: Library): FoundationCalls {
  const count = core.func('intptr_t CFArrayGetCount(void *array)');
  const item = core.func('void *CFArrayGetValueAtIndex(void *array, intptr_t index)');
  const value = core.func('void *CFDictionaryGetValue(void *dictionary, void *key)');
  const getNumber = core.func('bool CFNumberGetValue(void *number, intptr_t type, _Out_ double *value)');
  const getRect = graphics.func(
    'bool CGRectMakeWithDictionaryRepresentation(void *dictionary, _Out_ CGRect *rect)',
  );
  const makeString = core.func(
    'void *CFStringCreateWithCString(void *allocator, str text, uint32_t encoding)',
  );
  const makeArray = core.func(
    'void *CFArrayCreate(void *allocator, uint64_t *values, intptr_t count, void *calls)',
  );
  // Made once each and kept for as long as the process runs.
  const keys = new Map<string, bigint>();
  const keyOf = (text: string): bigint => {
    const known = keys.get(text) ?? makeString(null, text, UTF8);
    keys.set(text, known);
    return known;
  };
  return {
    release: core.func('void CFRelease(void *object)'),
    count: (array) => Number(count(array)),
    item,
    value: (dictionary, key) => value(dictionary, keyOf(key)),
    number(object) {
      const out = new Float64Array(1);
      getNumber(object, DOUBLE, out);
      return out[0] ?? 0;
    },
    rect(dictionary) {
      const out = { x: 0, y: 0, width: 0, height: 0 };
      return getRect(dictionary, out) ? out : undefined;
    },
    makeIdArray: (ids) => makeArray(null, BigUint64Array.from(ids, BigInt), ids.length, null),
  };
}
